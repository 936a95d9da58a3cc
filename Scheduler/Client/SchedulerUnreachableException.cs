namespace DePin.Scheduler.Client;

/// <summary>No answer, after the retries the call allows.</summary>
internal sealed class SchedulerUnreachableException(string message, string remedy, Exception? inner)
    : ClientException(message, remedy, inner);
