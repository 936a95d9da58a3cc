namespace DePin.NodeAgent.Containers;

/// <summary>
/// The engine and its runtime say why a start failed only in words. Told apart here: what would fail on every machine is the job's.
/// </summary>
internal static class StartErrors
{
    private const int MaxReasonLength = 500;

    private static readonly string[] OfJob =
    [
        "executable file not found", "exec format error", "no such file or directory: unknown", "permission denied: unknown",
        "is a directory", "not a directory", "unable to find user", "no matching entries in passwd", "no matching entries in group",
        "argument list too long",
        "container init was oom-killed", "destination can't be '/'", "invalid mount", "invalid specification",
        "invalid environment variable",
    ];

    /// <summary>The network sandbox has died, with an engine that restarted without live-restore.</summary>
    public static bool IsDeadSandbox(string message) =>
        message.Contains("cannot join network of a non running container", StringComparison.OrdinalIgnoreCase)
        || message.Contains("is not running", StringComparison.OrdinalIgnoreCase);

    public static bool IsNoContainer(string message) => message.Contains("no such container", StringComparison.OrdinalIgnoreCase);

    public static bool IsNoImage(string message) => message.Contains("no such image", StringComparison.OrdinalIgnoreCase);

    public static bool IsNoSpace(string message) => message.Contains("no space left on device", StringComparison.OrdinalIgnoreCase);

    public static Blame Of(string message) =>
        OfJob.Any(phrase => message.Contains(phrase, StringComparison.OrdinalIgnoreCase)) ? Blame.Job : Blame.Host;

    public static string Shorten(string message) => message.Length > MaxReasonLength ? $"{message[..MaxReasonLength]}…" : message;
}
