using System.Text.Json.Serialization;

namespace DePin.Benchmark.Gpus.Measuring;

/// <summary>What is measured of a GPU, in the order in which it is. The text names are stable: histories and scripts hold them.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GpuFigure>))]
public enum GpuFigure
{
    /// <summary>Memory that kept what was written to it, in bytes: first of all, while the GPU is known to be free.</summary>
    [JsonStringEnumMemberName("vram")]
    Vram,

    /// <summary>Multiply-adds on operands that stay in registers or in shared memory; each counts as two operations.</summary>
    [JsonStringEnumMemberName("fp32_rate")]
    Fp32Rate,

    [JsonStringEnumMemberName("int8_rate")]
    Int8Rate,

    [JsonStringEnumMemberName("fp16_rate")]
    Fp16Rate,

    [JsonStringEnumMemberName("bf16_rate")]
    Bf16Rate,

    [JsonStringEnumMemberName("fp8_rate")]
    Fp8Rate,

    /// <summary>A whole matrix product, from and to the GPU's memory, whose result is checked.</summary>
    [JsonStringEnumMemberName("fp32_gemm")]
    Fp32Gemm,

    [JsonStringEnumMemberName("int8_gemm")]
    Int8Gemm,

    [JsonStringEnumMemberName("fp16_gemm")]
    Fp16Gemm,

    [JsonStringEnumMemberName("bf16_gemm")]
    Bf16Gemm,

    [JsonStringEnumMemberName("fp8_gemm")]
    Fp8Gemm,

    [JsonStringEnumMemberName("memory_read")]
    MemoryRead,

    /// <summary>a = b, counted as STREAM does: bytes read plus bytes written.</summary>
    [JsonStringEnumMemberName("memory_copy")]
    MemoryCopy,

    /// <summary>a = b + s·c, counted as STREAM does: two arrays read, one written.</summary>
    [JsonStringEnumMemberName("memory_triad")]
    MemoryTriad,

    /// <summary>From page-locked memory of the machine's to the GPU.</summary>
    [JsonStringEnumMemberName("pcie_to_gpu")]
    PcieToGpu,

    [JsonStringEnumMemberName("pcie_from_gpu")]
    PcieFromGpu,

    /// <summary>Both at once; the bytes of both directions count.</summary>
    [JsonStringEnumMemberName("pcie_both_ways")]
    PcieBothWays,

    /// <summary>Four bytes to the GPU, waited for, by the host's clock.</summary>
    [JsonStringEnumMemberName("pcie_latency")]
    PcieLatency,

    /// <summary>What a launch that nobody waits for costs the host.</summary>
    [JsonStringEnumMemberName("launch")]
    Launch,

    /// <summary>An empty kernel launched and waited for, by the host's clock.</summary>
    [JsonStringEnumMemberName("launch_round_trip")]
    LaunchRoundTrip,

    /// <summary>From one GPU's memory to another's; of a pair, not of a GPU.</summary>
    [JsonStringEnumMemberName("peer_copy")]
    PeerCopy,
}
