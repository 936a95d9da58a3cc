using System.Text.Json.Serialization;

namespace DePin.Benchmark.Gpus;

/// <summary>What can be wrong with a machine's GPUs or with their driver. The text names are stable; docs/gpus.md lists them.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GpuFindingCode>))]
public enum GpuFindingCode
{
    [JsonStringEnumMemberName("no_driver")]
    NoDriver,

    [JsonStringEnumMemberName("no_device")]
    NoDevice,

    [JsonStringEnumMemberName("nodes_missing")]
    NodesMissing,

    [JsonStringEnumMemberName("library_missing")]
    LibraryMissing,

    [JsonStringEnumMemberName("driver_mismatch")]
    DriverMismatch,

    [JsonStringEnumMemberName("driver_failed")]
    DriverFailed,

    [JsonStringEnumMemberName("fabric_manager")]
    FabricManager,

    [JsonStringEnumMemberName("driver_too_old")]
    DriverTooOld,

    [JsonStringEnumMemberName("gpu_too_old")]
    GpuTooOld,

    [JsonStringEnumMemberName("simulated")]
    Simulated,

    [JsonStringEnumMemberName("simulated_refused")]
    SimulatedRefused,

    [JsonStringEnumMemberName("driver_hangs")]
    DriverHangs,

    [JsonStringEnumMemberName("worker_died")]
    WorkerDied,

    [JsonStringEnumMemberName("gave_up")]
    GaveUp,

    [JsonStringEnumMemberName("gpu_lost")]
    GpuLost,

    [JsonStringEnumMemberName("gpu_error")]
    GpuError,

    [JsonStringEnumMemberName("busy")]
    Busy,

    [JsonStringEnumMemberName("out_of_memory")]
    OutOfMemory,

    [JsonStringEnumMemberName("memory_aliased")]
    MemoryAliased,

    [JsonStringEnumMemberName("wrong_result")]
    WrongResult,

    [JsonStringEnumMemberName("peer_corrupted")]
    PeerCorrupted,

    [JsonStringEnumMemberName("slower")]
    Slower,

    [JsonStringEnumMemberName("identity")]
    Identity,

    [JsonStringEnumMemberName("split")]
    Split,

    [JsonStringEnumMemberName("memory_errors")]
    MemoryErrors,

    [JsonStringEnumMemberName("slowed")]
    Slowed,

    [JsonStringEnumMemberName("narrow_link")]
    NarrowLink,

    [JsonStringEnumMemberName("compute_mode")]
    ComputeMode,

    [JsonStringEnumMemberName("confidential_not_ready")]
    ConfidentialNotReady,

    [JsonStringEnumMemberName("xid")]
    Xid,
}
