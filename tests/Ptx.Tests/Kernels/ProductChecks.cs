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
        return Full(gpu, shape)
            ?? Fault(gpu, "gemm_exact_fp16", KernelElement.Fp16, shape.TileRows, 2 * shape.TileColumns, 3 * shape.SlabBytes);
    }

    /// <summary>Sums that nearly fill FP32's 24 bits in one window, and do not fit without a rounding between two.</summary>
    private static string? Full(Gpu gpu, GemmShape shape)
    {
        int k = Window + (8 * (int)shape.SlabBytes / 2);
        Matrix a = new((int)shape.TileRows, k), b = new((int)shape.TileColumns, k);
        for (int i = 0; i < k; i++)
        {
            for (int row = 0; row < a.Rows; row++)
            {
                a[row, i] = 63;
            }

            for (int row = 0; row < b.Rows; row++)
            {
                b[row, i] = gpu.Random.Next(62, 65);
            }
        }

        return Fault(gpu, "gemm_exact_fp16", KernelElement.Fp16, a, b);
    }

    private static string? Fault(Gpu gpu, string name, KernelElement element, uint m, uint n, uint rowBytes)
    {
        int k = (int)rowBytes / Matrix.Size(element);
        Matrix a = Matrix.Random(gpu.Random, element, (int)m, k), b = Matrix.Random(gpu.Random, element, (int)n, k);
        return Fault(gpu, name, element, a, b);
    }

    private static string? Fault(Gpu gpu, string name, KernelElement element, Matrix a, Matrix b)
    {
        (uint m, uint n, uint rowBytes) = ((uint)a.Rows, (uint)b.Rows, (uint)(a.Columns * Matrix.Size(element)));
        ulong d = gpu.Device.Allocate(checked((int)(m * n * 4)));
        ulong left = gpu.Device.Allocate<byte>(a.Encode(element, gpu.Family.Gemm.BlockRowsA));
        ulong right = gpu.Device.Allocate<byte>(b.Encode(element, gpu.Family.Gemm.BlockRowsB));
        gpu.LaunchProduct(name, d, left, right, m, n, rowBytes);
        bool whole = element == KernelElement.Int8 || name == "gemm_exact_fp16";
        int[] product = whole ? gpu.Device.Read<int>(d) : [.. gpu.Device.Read<float>(d).Select(sum => (int)sum)];
        return KernelCheck.Difference<int>($"{m} x {n} x {a.Columns}", product, a.Times(b));
    }
}
