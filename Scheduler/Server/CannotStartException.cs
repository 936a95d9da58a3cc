namespace DePin.Scheduler.Server;

/// <summary>
/// The scheduler cannot start: bad options, an unusable state directory or key, an address in use. The message is for people and says what
/// to do.
/// </summary>
public sealed class CannotStartException(string message, Exception? cause) : Exception(message, cause);
