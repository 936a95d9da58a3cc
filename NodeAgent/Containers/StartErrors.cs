namespace DePin.NodeAgent.Containers;

/// <summary>
/// The engine and its runtime say why they refuse only in words. Told apart by them is only what a
/// <see cref="ControlContainer"/> cannot tell.
/// </summary>
internal static class StartErrors
{
    private const int MaxReasonLength = 500;

    /// <summary>The network sandbox has died, with an engine that restarted without live-restore.</summary>
    public static bool IsDeadSandbox(string message) =>
        message.Contains("cannot join network of a non running container", StringComparison.OrdinalIgnoreCase)
        || message.Contains("is not running", StringComparison.OrdinalIgnoreCase);

    public static bool IsNoContainer(string message) => message.Contains("no such container", StringComparison.OrdinalIgnoreCase);

    public static bool IsNoImage(string message) => message.Contains("no such image", StringComparison.OrdinalIgnoreCase);

    public static bool IsNoSpace(string message) => message.Contains("no space left on device", StringComparison.OrdinalIgnoreCase);

    /// <summary>The job's memory is too little for any container, and so for the control too.</summary>
    public static bool IsTooLittleMemory(string message) =>
        message.Contains("container init was oom-killed", StringComparison.OrdinalIgnoreCase);

    public static string Shorten(string message) => message.Length > MaxReasonLength ? $"{message[..MaxReasonLength]}…" : message;
}
