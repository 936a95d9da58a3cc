using System.Text.Json.Serialization;

namespace DePin.Benchmark.Machine;

/// <summary>What is measured of the machine itself. The text names are stable: histories and scripts hold them.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MachineFigure>))]
public enum MachineFigure
{
    /// <summary>FP32 fused multiply-adds on one core; each counts as two operations.</summary>
    [JsonStringEnumMemberName("cpu_fp32_one_core")]
    CpuFp32OneCore,

    /// <summary>The same on all cores at once.</summary>
    [JsonStringEnumMemberName("cpu_fp32_all_cores")]
    CpuFp32AllCores,

    /// <summary>SHA-256 on one core, as outputs are hashed.</summary>
    [JsonStringEnumMemberName("cpu_sha256_one_core")]
    CpuSha256OneCore,

    [JsonStringEnumMemberName("cpu_sha256_all_cores")]
    CpuSha256AllCores,

    /// <summary>Reading memory on all cores, from buffers larger than the last-level cache.</summary>
    [JsonStringEnumMemberName("memory_read")]
    MemoryRead,

    /// <summary>a = b on all cores, counted as STREAM does: bytes read plus bytes written.</summary>
    [JsonStringEnumMemberName("memory_copy")]
    MemoryCopy,

    /// <summary>a = b + s·c on all cores, counted as STREAM does: two arrays read, one written.</summary>
    [JsonStringEnumMemberName("memory_triad")]
    MemoryTriad,

    /// <summary>Sequential writes, made durable at the end of each window, on the measured directory's disk.</summary>
    [JsonStringEnumMemberName("disk_write")]
    DiskWrite,

    /// <summary>One 4 KiB write made durable: what a journal pays for each promise.</summary>
    [JsonStringEnumMemberName("disk_sync")]
    DiskSync,

    /// <summary>Sequential reads of what was written, past the page cache where the file system allows.</summary>
    [JsonStringEnumMemberName("disk_read")]
    DiskRead,

    /// <summary>One small request to the scheduler and its answer, on a warm connection.</summary>
    [JsonStringEnumMemberName("scheduler_round_trip")]
    SchedulerRoundTrip,

    /// <summary>Bytes towards the scheduler.</summary>
    [JsonStringEnumMemberName("scheduler_upload")]
    SchedulerUpload,
}
