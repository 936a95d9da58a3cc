using System.Text.Json.Serialization;

namespace DePin.Benchmark.Gpus;

/// <summary>Whether a GPU on NVSwitches has joined them; without it, CUDA does not start. nvml.h: NVML_GPU_FABRIC_STATE_*</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FabricState>))]
public enum FabricState
{
    [JsonStringEnumMemberName("none")]
    None,

    [JsonStringEnumMemberName("not_started")]
    NotStarted,

    [JsonStringEnumMemberName("in_progress")]
    InProgress,

    [JsonStringEnumMemberName("completed")]
    Completed,
}
