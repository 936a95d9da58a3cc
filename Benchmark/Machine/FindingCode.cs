using System.Text.Json.Serialization;

namespace DePin.Benchmark.Machine;

/// <summary>What can be wrong with a machine or with how it could be measured. The text names are stable.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FindingCode>))]
public enum FindingCode
{
    /// <summary>The windows of a figure differ by more than a quiet machine's do.</summary>
    [JsonStringEnumMemberName("noisy")]
    Noisy,

    /// <summary>A cgroup gives less processor time than the machine has cores.</summary>
    [JsonStringEnumMemberName("cpu_quota")]
    CpuQuota,

    /// <summary>A cgroup gives less memory than the machine has.</summary>
    [JsonStringEnumMemberName("memory_limit")]
    MemoryLimit,

    /// <summary>The hypervisor ran somebody else while this machine wanted to run.</summary>
    [JsonStringEnumMemberName("cpu_stolen")]
    CpuStolen,

    /// <summary>There was too little free memory for buffers larger than the caches, so memory figures are partly cache figures.</summary>
    [JsonStringEnumMemberName("memory_cached")]
    MemoryCached,

    /// <summary>The file system did not let the measurement past the page cache.</summary>
    [JsonStringEnumMemberName("disk_cached")]
    DiskCached,

    /// <summary>The disk could not be measured.</summary>
    [JsonStringEnumMemberName("disk_unmeasured")]
    DiskUnmeasured,

    /// <summary>The scheduler did not answer.</summary>
    [JsonStringEnumMemberName("scheduler_unreachable")]
    SchedulerUnreachable,

    /// <summary>The scheduler answers but does not take an upload to measure.</summary>
    [JsonStringEnumMemberName("upload_unmeasured")]
    UploadUnmeasured,

    /// <summary>A computation or a transfer gave a wrong result: the machine cannot be trusted with work.</summary>
    [JsonStringEnumMemberName("wrong_result")]
    WrongResult,
}
