using System.Text.Json.Serialization;

namespace DePin.Benchmark.Gpus;

/// <summary>How many programs may use the GPU. nvml.h: NVML_COMPUTEMODE_*</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ComputeMode>))]
public enum ComputeMode
{
    [JsonStringEnumMemberName("shared")]
    Shared,

    [JsonStringEnumMemberName("exclusive_thread")]
    ExclusiveThread,

    [JsonStringEnumMemberName("prohibited")]
    Prohibited,

    [JsonStringEnumMemberName("exclusive_process")]
    ExclusiveProcess,
}
