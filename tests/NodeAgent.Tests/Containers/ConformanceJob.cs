namespace DePin.NodeAgent.Tests.Containers;

/// <summary>One job said twice: as a shell script for a real engine, and as what the fake does in its place.</summary>
public sealed record ConformanceJob(string Shell, FakeJob Fake)
{
    public static ConformanceJob Ends(int code) => new($"exit {code}", new FakeJob { ExitCode = code });

    /// <summary>Says "ready", then runs until a signal; SIGTERM ends it with code 7.</summary>
    public static ConformanceJob Waits { get; } = new(
        "trap 'exit 7' TERM; echo ready; while :; do sleep 0.05; done", new FakeJob { Log = "ready\n"u8.ToArray(), ExitCode = null });

    /// <summary>Says "ready", then runs until SIGKILL.</summary>
    public static ConformanceJob IgnoresTerminate { get; } = new(
        "trap '' TERM; echo ready; while :; do sleep 0.05; done",
        new FakeJob { Log = "ready\n"u8.ToArray(), ExitCode = null, IgnoresSignals = true });
}
