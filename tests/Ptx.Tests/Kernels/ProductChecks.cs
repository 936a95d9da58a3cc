using DePin.Benchmark.Kernels;

namespace DePin.Ptx.Tests.Kernels;

/// <summary>Products: several tiles, more slabs than stages, fewer, and the rest of a group of rows of tiles.</summary>
internal static class ProductChecks
{
    /// <summary>Elements that an exact product sums in FP32 before it rounds.</summary>
    private const int Window = 4096;

    public static IEnumerable<KernelCheck> All(PtxFamily family) =>
    [
        .. family.Elements.Select(element => new KernelCheck(
            $"product of {element}", [$"gemm_{element.ToString().ToLowerInvariant()}"], gpu => Product(gpu, element))),
        new("exact product of Fp16", ["gemm_exact_fp16"], Exact),
    ];

    private static string? Product(Gpu gpu, KernelElement element)
    {
        string name = $"gemm_{element.ToString().ToLowerInvariant()}";
        GemmShape shape = gpu.Family.Gemm;
        return Fault(gpu, name, element, 2 * shape.TileRows, 2 * shape.TileColumns, 7 * shape.SlabBytes)
            ?? Fault(gpu, name, element, shape.TileRows, shape.TileColumns, shape.SlabBytes)
            ?? (element == KernelElement.Int8 ? ManyRows(gpu, name, shape) : null);
    }

    /// <summary>More rows of tiles than the raster's groups have.</summary>
    private static string? ManyRows(Gpu gpu, string name, GemmShape shape) =>
        Fault(gpu, name, KernelElement.Int8, 17 * shape.TileRows, 2 * shape.TileColumns, shape.SlabBytes);

    private static string? Exact(Gpu gpu)
    {
        GemmShape shape = gpu.Family.Gemm;
        uint window = Window * 2;
        return Fault(gpu, "gemm_exact_fp16", KernelElement.Fp16, shape.TileRows, shape.TileColumns, window + shape.SlabBytes)
            ?? Fault(gpu, "gemm_exact_fp16", KernelElement.Fp16, shape.TileRows, 2 * shape.TileColumns, 3 * shape.SlabBytes);
    }

    private static string? Fault(Gpu gpu, string name, KernelElement element, uint m, uint n, uint rowBytes)
    {
        int k = (int)rowBytes / Matrix.Size(element);
        Matrix a = Matrix.Random(gpu.Random, element, (int)m, k), b = Matrix.Random(gpu.Random, element, (int)n, k);
        ulong d = gpu.Device.Allocate(checked((int)(m * n * 4)));
        ulong left = gpu.Device.Allocate<byte>(a.Encode(element, gpu.Family.Gemm.BlockRowsA));
        ulong right = gpu.Device.Allocate<byte>(b.Encode(element, gpu.Family.Gemm.BlockRowsB));
        gpu.LaunchProduct(name, d, left, right, m, n, rowBytes);
        bool whole = element == KernelElement.Int8 || name == "gemm_exact_fp16";
        int[] product = whole ? gpu.Device.Read<int>(d) : [.. gpu.Device.Read<float>(d).Select(sum => (int)sum)];
        return KernelCheck.Difference<int>($"{m} x {n} x {k}", product, a.Times(b));
    }
}
