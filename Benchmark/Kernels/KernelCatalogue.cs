using System.Collections.Immutable;
using static DePin.Benchmark.Kernels.KernelParameterType;

namespace DePin.Benchmark.Kernels;

/// <summary>
/// Every kernel of a family, by name, and its PTX: the contract between the sources, the driver edge and the simulated driver.
/// </summary>
/// <remarks>What each kernel does is said where it is written: <c>memory.cu</c>, <c>rate.cu</c>, <c>gemm.cu</c>, <c>proof.cu</c>.</remarks>
public static class KernelCatalogue
{
    /// <summary>Shared memory of a ring of four stages, its eight barriers, and the way to a multiple of 1024.</summary>
    private const uint WgmmaGemmShared = (4 * 3 * 16384) + (8 * 8) + 1024;

    /// <summary>One stage, and the way to a multiple of 1024.</summary>
    private const uint WgmmaRateShared = (3 * 16384) + 1024;

    private const uint MemoryThreads = 512;

    /// <summary>What every family has alike.</summary>
    public static ImmutableArray<Kernel> Shared { get; } = [.. Memory(), .. Proofs()];

    /// <summary>The family's kernels, each name once.</summary>
    public static ImmutableArray<Kernel> Of(PtxFamily family) => [.. Shared, .. Rates(family), .. Operands(family), .. Products(family)];

    /// <exception cref="ArgumentException">The family has no kernel of this name.</exception>
    public static Kernel Find(PtxFamily family, string name) =>
        Of(family).FirstOrDefault(kernel => kernel.Name == name)
        ?? throw new ArgumentException($"the kernels of {family} have no '{name}'", nameof(name));

    /// <summary>Text of a module, for cuModuleLoadDataEx once a zero byte is put behind it.</summary>
    public static string Ptx(PtxFamily family, KernelModule module)
    {
        string name = $"{ModuleFamily(family, module)}/{Lower(module)}.ptx";
        using Stream stream = typeof(KernelCatalogue).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"the program was built without {name}: run ./build.sh kernels and build it again");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }

    /// <summary>Whether a module has no tensor instruction: all families have the oldest's.</summary>
    public static bool IsShared(KernelModule module) => module is KernelModule.Memory or KernelModule.Proof;

    /// <summary>Whose PTX a module is.</summary>
    public static PtxFamily ModuleFamily(PtxFamily family, KernelModule module) => IsShared(module) ? PtxFamily.Sm75 : family;

    private static IEnumerable<Kernel> Memory()
    {
        yield return new("launch_nothing", KernelModule.Memory, 1, new KernelGrid.Independent(), []);
        yield return Strided("memory_read", [("out", Pointer), ("in", Pointer), ("n16", DoubleWord)]);
        yield return Strided("memory_copy", [("out", Pointer), ("in", Pointer), ("n16", DoubleWord)]);
        yield return Strided("memory_triad", [("out", Pointer), ("b", Pointer), ("c", Pointer), ("factor", Float), ("n16", DoubleWord)]);
        (string, KernelParameterType)[] pattern =
            [("memory", Pointer), ("first16", DoubleWord), ("n16", DoubleWord), ("seed", Word), ("flip", Word)];
        yield return Strided("pattern_fill", pattern);
        yield return Strided("pattern_check", [.. pattern, ("wrong", Pointer), ("first", Pointer)]);
    }

    private static IEnumerable<Kernel> Rates(PtxFamily family)
    {
        yield return new(
            "rate_fp32",
            KernelModule.Rate,
            256,
            new KernelGrid.Independent(),
            Parameters([("out", Pointer), ("iterations", Word), ("factor", Float), ("addend", Float)]));
        foreach (KernelElement element in family.Elements)
        {
            yield return new(
                $"rate_{Lower(element)}",
                KernelModule.Rate,
                256,
                new KernelGrid.Independent(),
                Parameters([("out", Pointer), ("in", Pointer), ("iterations", Word)]),
                family == PtxFamily.Sm90a ? WgmmaRateShared : 0);
        }
    }

    private static IEnumerable<Kernel> Operands(PtxFamily family) =>
        family.Elements.Select(element => new Kernel(
            $"operand_{Lower(element)}",
            KernelModule.Gemm,
            256,
            new KernelGrid.Each("rows · row_bytes / 64"),
            Parameters(
            [
                ("out", Pointer), ("key", Pointer), ("first_row", Word), ("rows", Word),
                ("stream_bytes", Word), ("row_bytes", Word), ("block_rows", Word),
            ])));

    private static IEnumerable<Kernel> Products(PtxFamily family)
    {
        bool resident = family == PtxFamily.Sm90a;
        (uint rows, uint columns) = (family.Gemm.TileRows, family.Gemm.TileColumns);
        return family.Elements.Select(element => $"gemm_{Lower(element)}").Append("gemm_exact_fp16").Select(name => new Kernel(
            name,
            KernelModule.Gemm,
            resident ? 384u : 128,
            resident ? new KernelGrid.Resident(rows, columns) : new KernelGrid.Tiles(rows, columns),
            Parameters([("d", Pointer), ("a", Pointer), ("b", Pointer), ("m", Word), ("n", Word), ("k_bytes", Word)]),
            resident ? WgmmaGemmShared : 0));
    }

    private static IEnumerable<Kernel> Proofs()
    {
        yield return Proof(
            "pog_gemm_leaves",
            64,
            "tile_rows · tile_columns",
            [
                ("leaves", Pointer), ("c", Pointer), ("stride", Word), ("round", Word),
                ("first_tile_row", Word), ("tile_rows", Word), ("tile_columns", Word),
            ]);
        yield return Proof("merkle_parents", 128, "count", [("parents", Pointer), ("children", Pointer), ("count", Word)]);
        yield return Proof(
            "pog_vram_fill", 256, "4 · lines", [("memory", Pointer), ("key", Pointer), ("lines", DoubleWord), ("work", Word)]);
        yield return Proof(
            "pog_vram_walk",
            128,
            "8 · lanes",
            [
                ("leaves", Pointer), ("memory", Pointer), ("key", Pointer), ("lines", DoubleWord),
                ("lanes", Word), ("steps", Word), ("round", Word),
            ]);
    }

    private static Kernel Strided(string name, (string, KernelParameterType)[] parameters) =>
        new(name, KernelModule.Memory, MemoryThreads, new KernelGrid.Strided(), Parameters(parameters));

    private static Kernel Proof(string name, uint threads, string items, (string, KernelParameterType)[] parameters) =>
        new(name, KernelModule.Proof, threads, new KernelGrid.Each(items), Parameters(parameters));

    private static ImmutableArray<KernelParameter> Parameters((string Name, KernelParameterType Type)[] list) =>
        [.. list.Select(parameter => new KernelParameter(parameter.Name, parameter.Type))];

    private static string Lower(Enum value) => value.ToString().ToLowerInvariant();
}
