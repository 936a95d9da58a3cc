namespace DePin.EndToEnd.Chaos;

/// <summary>How long it took until a running job's log went on after a fault, counted from the restart of who was killed.</summary>
internal sealed record Recovery(string Victim, TimeSpan Took);
