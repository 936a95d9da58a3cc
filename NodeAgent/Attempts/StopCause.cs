using System.Text.Json.Serialization;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Attempts;

/// <summary>Why the agent ends a job that would have run on.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<StopCause>))]
public enum StopCause
{
    /// <summary>The submitter or the scheduler cancelled it.</summary>
    Cancelled,

    /// <summary>It ran as long as its job file allows.</summary>
    Timeout,

    /// <summary>It wrote more than its job file allows.</summary>
    Disk,

    /// <summary>It made more files than go with the disk of its job file.</summary>
    Files,

    /// <summary>The machine's disk is almost full, and this job was the one to go.</summary>
    Room,

    /// <summary>The lease could not be renewed and is about to expire: another node may be given the job.</summary>
    LeaseExpiring,

    /// <summary>This machine cannot run it to a result any more: see <see cref="StopOrder.Incident"/>.</summary>
    HostFault,

    /// <summary>The node is drained, and the job goes on elsewhere from its checkpoint.</summary>
    Drained,
}
