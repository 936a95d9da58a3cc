namespace DePin.Scheduler.Client;

/// <summary>A call that did not give what was asked; the subtype says who is to blame.</summary>
internal abstract class ClientException(string message, string remedy, Exception? inner) : Exception(message, inner)
{
    /// <summary>What to do next, as a sentence.</summary>
    public string Remedy { get; } = remedy;
}
