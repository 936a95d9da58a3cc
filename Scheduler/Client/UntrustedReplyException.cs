namespace DePin.Scheduler.Client;

/// <summary>A reply that is not the protocol, is over a limit, or contradicts itself. Nothing of it was used.</summary>
internal sealed class UntrustedReplyException(string message, string remedy, Exception? inner = null)
    : ClientException(message, remedy, inner);
