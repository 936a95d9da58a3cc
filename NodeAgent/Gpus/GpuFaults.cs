using System.Diagnostics;
using System.Globalization;
using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Containers.Devices;

namespace DePin.NodeAgent.Gpus;

/// <summary>From what was seen of an attempt's GPUs to what befell it; without effects.</summary>
public static class GpuFaults
{
    /// <summary>So many of the driver's errors are named in the evidence.</summary>
    public const int MaxNamed = 10;

    /// <summary>
    /// What no result is believed after: the job is stopped for it, and it decides whatever the exit code. The cause goes before what
    /// follows from it.
    /// </summary>
    public static Incident? Ending(GpuRun run) =>
        run.Leased.Count == 0 ? null
        : run.Xids.FirstOrDefault(xid => XidTable.Of(xid.Number).Ends) is { } xid ? Of(xid, run)
        : run.First.Driver is { } before && run.Last.Driver != before ? new Incident.GpuDriverChanged(
            $"version {before} was loaded when the job started, {run.Last.Driver ?? "none"} is now")
        : run.Gone.FirstOrDefault() is { } gone ? new Incident.GpuLost($"the driver does not list {gone.Uuid} ({gone.Address}) any more")
        : run.Access is DeviceAccess.Refused { Node: var node } ? new Incident.GpuLost(
            $"the container may not open {node} any more (EPERM): its device rule is gone, as after 'systemctl daemon-reload'")
        : null;

    /// <summary>
    /// What explains a run that did not go well: the above, or an error that the machine answers for. Where a program's error and the
    /// machine's are both there, the machine's decides, for it may have caused the other and never the other way round.
    /// </summary>
    public static Incident? Explaining(GpuRun run) =>
        Ending(run) ?? (run.Xids.FirstOrDefault(xid => XidTable.Of(xid.Number).IsHosts) is { } xid ? Of(xid, run) : null);

    /// <summary>What was seen and what could not be, one fact an entry, for the evidence of any verdict.</summary>
    public static IReadOnlyList<string> Facts(GpuRun run)
    {
        if (run.Leased.Count == 0)
        {
            return [];
        }

        XidEvent[] xids = [.. run.Xids];
        string[] unlisted = [.. run.Leased.Except(run.Gpus.Select(gpu => gpu.Uuid))];
        return
        [
            .. xids.Take(MaxNamed).Select(xid => Text(xid, run)),
            .. xids.Length > MaxNamed ? [$"and {xids.Length - MaxNamed} more errors of the GPU driver"] : Array.Empty<string>(),
            .. run.Last.KernelLogProblem is { } problem ? [$"GPU driver's errors not seen: {problem}"] : Array.Empty<string>(),
            .. run.Last.Silent ? ["the GPU driver gives no answer"] : Array.Empty<string>(),
            .. run.Access is DeviceAccess.Unknown { Reason: var reason } ? [$"access to GPUs not probed: {reason}"] : Array.Empty<string>(),
            .. unlisted.Select(uuid => $"errors of {uuid} not told apart: the driver lists no such GPU"),
        ];
    }

    private static Incident Of(XidEvent xid, GpuRun run) => XidTable.Of(xid.Number).Kind switch
    {
        XidKind.Memory => new Incident.GpuMemory(Text(xid, run)),
        XidKind.Lost => new Incident.GpuLost(Text(xid, run)),
        XidKind.Device => new Incident.GpuFailed(Text(xid, run)),
        _ => throw new UnreachableException(),
    };

    private static string Text(XidEvent xid, GpuRun run)
    {
        string gpu = run.Gpus.First(gpu => gpu.Address == xid.Gpu).Uuid;
        double after = (xid.At - run.StartedAt).TotalSeconds;
        string words = xid.Text.Length == 0 ? "" : $": \"{xid.Text}\"";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Xid {xid.Number} on {gpu} ({xid.Gpu}) after {after:0.0} s, {XidTable.Of(xid.Number).What}{words}");
    }
}
