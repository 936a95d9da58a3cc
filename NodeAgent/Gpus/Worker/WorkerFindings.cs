using System.Globalization;
using DePin.Benchmark.Gpus;
using DePin.Benchmark.Gpus.Worker;

namespace DePin.NodeAgent.Gpus.Worker;

/// <summary>From how a GPU worker ended to what its owner should know. Pure.</summary>
internal static class WorkerFindings
{
    /// <param name="gpu">The GPU that was being tried out; null for a look at all.</param>
    public static GpuFinding Of(WorkerOutcome outcome, string? gpu) => outcome switch
    {
        WorkerOutcome.Hung(var call, var seconds) => new GpuFinding(
            GpuFindingCode.DriverHangs,
            Format($"The NVIDIA driver hangs: {call} did not return within {seconds:0} s. The process that asked was ended."),
            "Look for an Xid with 'dmesg | grep Xid', then reboot this machine; a driver that hangs does not recover by itself.",
            gpu),
        WorkerOutcome.Silent(var seconds) => new GpuFinding(
            GpuFindingCode.DriverHangs,
            Format($"The process that asks the NVIDIA driver did not run for {seconds:0} s and was ended."),
            "See whether this machine is overloaded or out of memory; if not, reboot it.",
            gpu),
        WorkerOutcome.Died(var code, var words) => new GpuFinding(
            GpuFindingCode.WorkerDied,
            Format($"The process that asks the NVIDIA driver ended with {code}{Cause(code)}{(words.Length > 0 ? ": " + words : ".")}"),
            "Look for the cause with 'dmesg | tail -50'. If it happens again, install the driver anew.",
            gpu),
        WorkerOutcome.NotStarted(var reason) => new GpuFinding(
            GpuFindingCode.WorkerDied,
            $"The process that asks the NVIDIA driver could not be started: {reason}.",
            "See whether this machine is out of memory or processes; install depin-node anew if its program is damaged.",
            gpu),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>CUDA had it at the look and has it no more.</summary>
    public static GpuFinding NotOffered(string gpu) => new(
        GpuFindingCode.GpuLost, "CUDA does not offer this GPU any more.", "Look again; if it stays away, reboot.", gpu);

    /// <summary>Two proofs on one GPU would share its speed, and both be late.</summary>
    public static GpuFinding Busy(string gpu) => new(
        GpuFindingCode.Busy, "Another proof is under way on this GPU.", "Wait for its end, or ask for another GPU.", gpu);

    /// <summary>The driver's own report, while the worker listened.</summary>
    public static GpuFinding Of(GpuWord.Xid xid)
    {
        XidMeaning meaning = XidTable.Of(xid.Number);
        return new GpuFinding(
            meaning.Kind == XidKind.Lost ? GpuFindingCode.GpuLost : GpuFindingCode.Xid,
            Format($"The driver reported Xid {xid.Number}: {meaning.What}."),
            meaning.IsHosts
                ? "Drain the node and reboot. If it happens again, see to the GPU's power, cooling and seat, then have it replaced."
                : "Nothing to do unless it comes without a job that fails: https://docs.nvidia.com/deploy/xid-errors/",
            xid.Gpu);
    }

    /// <summary>Too many ends: no new worker for a while.</summary>
    public static GpuFinding Paused(int ends, TimeSpan wait) => new(
        GpuFindingCode.GaveUp,
        Format($"The process that asks the NVIDIA driver ended {ends} times within an hour; ")
        + Format($"it is not started again for {wait.TotalMinutes:0} min."),
        "Mend what the findings beside this one say; a restart of depin-node tries again at once.");

    /// <summary>One that a kill does not end: the kernel keeps it in the driver.</summary>
    public static GpuFinding Stuck(int process) => new(
        GpuFindingCode.DriverHangs,
        Format($"Process {process} is caught in the NVIDIA driver and cannot even be killed; no other one is started beside it."),
        "Reboot this machine.");

    private static string Cause(int code) => code switch
    {
        137 => " (killed)",
        139 => " (crashed in a library)",
        134 => " (aborted)",
        _ => "",
    };

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
