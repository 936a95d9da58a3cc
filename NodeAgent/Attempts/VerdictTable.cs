using System.Diagnostics;
using System.Globalization;
using DePin.Attestation.Messages;
using DePin.NodeAgent.Attempts.Room;

namespace DePin.NodeAgent.Attempts;

/// <summary>
/// From evidence to fault, in one place. Read from the top: the first row that fits decides.
/// A job fault fails on every machine; a host fault and a network fault may go well on another, and are never charged to the submitter.
/// docs/faults.md shows it row by row.
/// What a verdict says may be read by anyone.
/// </summary>
public static class VerdictTable
{
    private const int Sigkill = 137;
    private const int Sigterm = 143;
    private const int EngineLostTrack = 255;

    /// <summary>The verdict on an attempt that never ran.</summary>
    public static Verdict NeverRan(StopOrder? stop, Incident? incident) => (stop, incident) switch
    {
        ({ } order, _) => Stopped(order, null),
        (null, { } it) => Of(it),
        (null, null) => throw new UnreachableException("An attempt that nobody stopped and nothing befell has run"),
    };

    /// <summary>The verdict on an attempt whose container ran.</summary>
    public static Verdict Ran(StopOrder? stop, RunResult run) => (stop, run) switch
    {
        (_, { Incident: { } incident }) => Of(incident),

        // A job that ended before it was told to stop ended by itself.
        ({ } order, { Stopped: true }) => Stopped(order, run.Hidden),

        // However well it ended: its disk was not its to exceed, however quickly.
        (_, { Excess: { } excess }) => new(Outcome.JobFault, Name(excess.Limit), $"{excess.Fact}, by its end"),
        (_, { ExitCode: 0 }) => new(Outcome.Succeeded, "succeeded", WithLimits("The program ended with exit code 0", run)),
        (_, { OutOfMemory: true }) =>
            new(Outcome.JobFault, "memory", $"The job reached its memory limit and was killed ({ExitText(run.ExitCode)})"),
        _ => new(Outcome.JobFault, "exit_code", WithLimits($"The program ended with {ExitText(run.ExitCode)}", run)),
    };

    /// <summary>
    /// True when an end that nobody ordered looks like the end of a container whose engine went away: killed, terminated, or lost track of.
    /// </summary>
    public static bool LooksKilledFromOutside(int exitCode) => exitCode is Sigkill or Sigterm or EngineLostTrack;

    private static Verdict Stopped(StopOrder order, HiddenDisk? hidden) => order.Cause switch
    {
        StopCause.Cancelled => new(Outcome.Cancelled, "cancelled", $"Cancelled: {order.Reason}"),
        StopCause.Timeout => new(Outcome.JobFault, "timeout", order.Reason),
        StopCause.Disk => new(Outcome.JobFault, "disk", order.Reason),
        StopCause.Files => new(Outcome.JobFault, "files", order.Reason),

        // The room is short whoever took it; what came back with the end of the job says whether it was the job.
        StopCause.Room when hidden?.Over is { } limit =>
            new(Outcome.JobFault, Name(limit), $"The job hid more than its disk from the count: {hidden}"),
        StopCause.Room => new(Outcome.HostFault, "host_disk_full", hidden is null ? order.Reason : $"{order.Reason}; {hidden}"),
        StopCause.Drained => new(Outcome.Cancelled, "drained", order.Reason),
        StopCause.LeaseExpiring => new(Outcome.NetworkFault, "lease_not_renewed", order.Reason),
        StopCause.HostFault => Of(order.Incident!),
        _ => throw new UnreachableException(),
    };

    /// <summary>Whose doing an incident is.</summary>
    public static Verdict Of(Incident incident) => incident switch
    {
        Incident.ImageNotFound => Job("image_not_found", "The image does not exist in its registry", incident),
        Incident.ImageDenied => Job("image_denied", "The registry refused to give out the image", incident),
        Incident.ImageWrongPlatform => Job("image_wrong_platform", "The image is for another kind of machine", incident),
        Incident.ImageTooLarge => Job("image_too_large", "The image is larger than the node takes", incident),
        Incident.NotRunnable => Job("not_runnable", "The container cannot be run", incident),
        Incident.InputMissing { Path: var path } => Job("input_missing", $"The content for input {path} is not there", incident),
        Incident.InputTooLarge { Path: var path } => Job("input_too_large", $"Input {path} does not fit on the job's disk", incident),
        Incident.ImageCorrupt => Network("image_corrupt", "What the registry sent is not the image that was named", incident),
        Incident.RegistryUnreachable => Network("registry_unreachable", "The registry could not be reached", incident),
        Incident.InputCorrupt { Path: var path } => Network("input_corrupt", $"The content of input {path} arrived damaged", incident),
        Incident.CheckpointUnavailable =>
            Network("checkpoint_unavailable", "The checkpoint that the job goes on from could not be fetched", incident),
        Incident.BadLease => Network("bad_lease", "The lease contradicts itself", incident),
        Incident.HostRefused => Host("host_refused", "This machine cannot run the container", incident),
        Incident.HostDiskFull => Host("host_disk_full", "This machine has no room left", incident),
        Incident.EngineFailed => Host("engine_failed", "The container engine failed", incident),
        Incident.EngineRestarted => Host("engine_restarted", "The container was killed by a restart of the container engine", incident),
        Incident.OutputLost => Host("output_lost", "The container ended without its engine", incident),
        Incident.ContainerVanished => Host("container_vanished", "The container is gone", incident),
        Incident.HostRebooted => Host("host_rebooted", "The machine was restarted while the job ran", incident),
        Incident.GpuLost => Host("gpu_lost", "A GPU was lost while the job ran", incident),
        Incident.GpuMemory => Host("gpu_memory", "The memory of a GPU failed while the job ran", incident),
        Incident.GpuFailed => Host("gpu_failed", "A GPU failed while the job ran", incident),
        Incident.GpuDriverChanged => Host("gpu_driver_changed", "The GPU driver was changed while the job ran", incident),
        _ => throw new UnreachableException(),
    };

    private static Verdict Job(string code, string what, Incident incident) => new(Outcome.JobFault, code, $"{what}: {incident.Public}");

    private static Verdict Network(string code, string what, Incident incident) =>
        new(Outcome.NetworkFault, code, $"{what}: {incident.Public}");

    private static Verdict Host(string code, string what, Incident incident) => new(Outcome.HostFault, code, $"{what}: {incident.Public}");

    private static string WithLimits(string what, RunResult run) => run.LimitsHit.Count == 0
        ? what
        : $"{what}; limits reached: {string.Join(", ", run.LimitsHit.Select(Name))}";

    private static string Name(JobLimit limit) => limit.ToString().ToLowerInvariant();

    private static string ExitText(int code) => code is > 128 and < 160
        ? string.Create(CultureInfo.InvariantCulture, $"exit code {code}, signal {code - 128}")
        : string.Create(CultureInfo.InvariantCulture, $"exit code {code}");
}
