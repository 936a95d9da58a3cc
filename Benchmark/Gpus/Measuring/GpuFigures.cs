using System.Collections.Immutable;
using DePin.Benchmark.Kernels;

namespace DePin.Benchmark.Gpus.Measuring;

/// <summary>Which figures there are of a GPU, what they are of, and which of them our kernels cannot take on it. Pure.</summary>
public static class GpuFigures
{
    /// <summary>Of a figure that went wrong: a wrong result is never a number.</summary>
    public const string Failed = "it failed, see the finding";

    /// <summary>Of a figure whose turn did not come.</summary>
    public const string Ended = "the measuring ended before it, see the finding";

    private static readonly ImmutableDictionary<GpuFigure, KernelElement> _elements = new Dictionary<GpuFigure, KernelElement>
    {
        [GpuFigure.Int8Rate] = KernelElement.Int8,
        [GpuFigure.Fp16Rate] = KernelElement.Fp16,
        [GpuFigure.Bf16Rate] = KernelElement.Bf16,
        [GpuFigure.Fp8Rate] = KernelElement.Fp8,
        [GpuFigure.Int8Gemm] = KernelElement.Int8,
        [GpuFigure.Fp16Gemm] = KernelElement.Fp16,
        [GpuFigure.Bf16Gemm] = KernelElement.Bf16,
        [GpuFigure.Fp8Gemm] = KernelElement.Fp8,
    }.ToImmutableDictionary();

    /// <summary>All that are of one GPU alone, in the order in which they are taken.</summary>
    public static ImmutableArray<GpuFigure> OfOne { get; } = [.. Enum.GetValues<GpuFigure>().Where(figure => figure != GpuFigure.PeerCopy)];

    /// <summary>What tensor cores multiply for it; null for a figure of something else.</summary>
    public static KernelElement? ElementOf(GpuFigure figure) => _elements.TryGetValue(figure, out KernelElement element) ? element : null;

    /// <summary>Why a figure is not taken with these kernels; null when it is.</summary>
    public static string? WhyNot(GpuFigure figure, PtxFamily family) => figure == GpuFigure.Fp32Gemm
        ? "no kernel of ours multiplies FP32 matrices"
        : ElementOf(figure) is { } element && !family.Elements.Contains(element)
            ? $"the kernels for {family.Name} have no {element.ToString().ToUpperInvariant()}"
            : null;

    /// <summary>A figure in words.</summary>
    public static string Words(GpuFigure figure) => figure switch
    {
        GpuFigure.Vram => "VRAM that holds",
        GpuFigure.MemoryRead => "memory read",
        GpuFigure.MemoryCopy => "memory copy",
        GpuFigure.MemoryTriad => "memory triad",
        GpuFigure.PcieToGpu => "PCIe to the GPU",
        GpuFigure.PcieFromGpu => "PCIe from the GPU",
        GpuFigure.PcieBothWays => "PCIe both ways",
        GpuFigure.PcieLatency => "PCIe latency",
        GpuFigure.Launch => "launch",
        GpuFigure.LaunchRoundTrip => "launch round trip",
        GpuFigure.PeerCopy => "copy to a peer",
        GpuFigure.Fp32Rate => "FP32 rate",
        GpuFigure.Fp32Gemm => "FP32 GEMM",
        GpuFigure.Int8Rate or GpuFigure.Fp16Rate or GpuFigure.Bf16Rate or GpuFigure.Fp8Rate => $"{Element(figure)} rate",
        _ => $"{Element(figure)} GEMM",
    };

    private static string? Element(GpuFigure figure) => ElementOf(figure)?.ToString().ToUpperInvariant();
}
