using System.Collections.Immutable;

namespace DePin.Benchmark.Kernels;

/// <summary>A set of PTX that was compiled for one architecture, and runs on that and, but for Hopper's, on every later one.</summary>
public sealed record PtxFamily
{
    private static readonly GemmShape _mmaGemm = new(128, 128, 64, BlockRowsA: 0, BlockRowsB: 0);
    private static readonly RateShape _mmaRate = new(InputBytes: 6 * 256 * 4, MultiplyAddBytes: 8 * 32 * (16 * 8 * 32));

    private PtxFamily()
    {
    }

    /// <summary>Turing's tensor instructions: INT8 and FP16.</summary>
    public static PtxFamily Sm75 { get; } = new()
    {
        Name = "sm_75",
        Target = new ComputeCapability(7, 5),
        PtxVersion = new Version(7, 4),
        DriverBranch = 470,
        Elements = [KernelElement.Int8, KernelElement.Fp16],
        Gemm = _mmaGemm,
        Rate = _mmaRate,
    };

    /// <summary>Ampere's: asynchronous copies, and BF16.</summary>
    public static PtxFamily Sm80 { get; } = Sm75 with
    {
        Name = "sm_80",
        Target = new ComputeCapability(8, 0),
        Elements = [KernelElement.Int8, KernelElement.Fp16, KernelElement.Bf16],
    };

    /// <summary>Ada's: FP8 too.</summary>
    public static PtxFamily Sm89 { get; } = Sm75 with
    {
        Name = "sm_89",
        Target = new ComputeCapability(8, 9),
        PtxVersion = new Version(8, 4),
        DriverBranch = 550,
        Elements = [KernelElement.Int8, KernelElement.Fp16, KernelElement.Bf16, KernelElement.Fp8],
    };

    /// <summary>Hopper's warpgroup instructions, which no other architecture has.</summary>
    public static PtxFamily Sm90a { get; } = Sm89 with
    {
        Name = "sm_90a",
        Target = new ComputeCapability(9, 0),
        PtxVersion = new Version(8, 0),
        DriverBranch = 525,
        Gemm = new GemmShape(128, 256, 128, BlockRowsA: 128, BlockRowsB: 256),
        Rate = new RateShape(InputBytes: 3 * 16384, MultiplyAddBytes: 2 * 4 * (64 * 256 * 32)),
    };

    public static ImmutableArray<PtxFamily> All { get; } = [Sm75, Sm80, Sm89, Sm90a];

    public required string Name { get; init; }

    /// <summary>What it was compiled for.</summary>
    public required ComputeCapability Target { get; init; }

    /// <summary>Of the PTX language, as <c>.version</c> says; an older driver refuses it with error 222.</summary>
    public required Version PtxVersion { get; init; }

    /// <summary>The first branch of drivers that knows <see cref="PtxVersion"/>.</summary>
    public required int DriverBranch { get; init; }

    /// <summary>What its rates and products exist for.</summary>
    public required ImmutableArray<KernelElement> Elements { get; init; }

    public required GemmShape Gemm { get; init; }

    public required RateShape Rate { get; init; }

    /// <summary>Whether it runs on a GPU of this capability.</summary>
    public bool RunsOn(ComputeCapability capability) => this == Sm90a ? capability == Target : capability >= Target;

    /// <summary>The families that run on a GPU, the fastest first; empty below 7.5. A driver too old for one may know the next.</summary>
    public static ImmutableArray<PtxFamily> For(ComputeCapability capability) =>
        [.. All.Where(family => family.RunsOn(capability)).OrderByDescending(family => family.Target)];

    /// <summary>Whether a GPU runs what was written for an older generation, and leaves its own tensor instructions unused.</summary>
    public bool IsForwardOn(ComputeCapability capability) => capability.Major > Target.Major;

    /// <summary>How a result says what was run, for people: <c>sm_89, compiled forward for 12.0</c>.</summary>
    public string PathOn(ComputeCapability capability) =>
        IsForwardOn(capability) ? $"{Name}, compiled forward for {capability}" : Name;

    public bool Equals(PtxFamily? other) => Name == other?.Name;

    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Name;
}
