namespace DePin.Scheduler.Cli;

/// <summary>One field of a table.</summary>
internal readonly record struct Cell(string Text, Tone Tone)
{
    public static implicit operator Cell(string text) => new(text, Tone.Plain);
}
