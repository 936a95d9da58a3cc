using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using DePin.Attestation;
using DePin.Benchmark.Gpus.Launching;
using DePin.Benchmark.Kernels;
using DePin.Benchmark.Machine.Kernels;
using DePin.Benchmark.Proof.Streams;

namespace DePin.Benchmark.Gpus.Measuring;

/// <summary>One square product on a GPU, of operands that are a stream's, and how its result is checked.</summary>
internal sealed class SquareProduct : IDisposable
{
    /// <summary>So many rows and columns are drawn; where they cross, elements are compared.</summary>
    public const int Sampled = 32;

    private const int ChunkBytes = 64;
    private const int ReadThreads = 512;

    private readonly GpuTimer _timer;
    private readonly KernelElement _element;
    private readonly GpuKernel _product;
    private readonly Hash32 _key;
    private readonly uint _rowBytes;
    private readonly DeviceBuffer _a;
    private readonly DeviceBuffer _b;
    private readonly DeviceBuffer _d;

    /// <summary>Takes the memory and queues the making of the operands.</summary>
    public SquareProduct(GpuTimer timer, KernelElement element, uint side, Hash32 key)
    {
        (_timer, _element, Side, _key) = (timer, element, side, key);
        _rowBytes = side * element.Bytes();
        _product = timer.Gpu.Kernel(element.Name("gemm"));
        _a = timer.Gpu.Allocate((long)side * _rowBytes);
        _b = timer.Gpu.Allocate((long)side * _rowBytes);
        _d = timer.Gpu.Allocate((long)side * side * sizeof(uint));
        using DeviceBuffer keys = timer.Gpu.Allocate(Hash32.Size);
        using PinnedBuffer host = timer.Gpu.AllocatePinned(Hash32.Size);
        key.CopyTo(host.Bytes);
        timer.Stream.CopyTo(keys, host, Hash32.Size);
        GemmShape shape = timer.Gpu.Family.Gemm;
        Operand(_a, keys, 0, shape.BlockRowsA);
        Operand(_b, keys, side, shape.BlockRowsB);
        timer.Stream.Synchronize();
    }

    public uint Side { get; }

    public void Queue() => _product.Product(_timer.Stream, _d, _a, _b, Side, Side, _rowBytes);

    /// <exception cref="WrongResultException">An element is not what the processor makes of the same rows.</exception>
    public void Verify()
    {
        uint[] rows = Draw(), columns = Draw();
        double[][] left = [.. rows.Select(row => Row(row))], right = [.. columns.Select(column => Row(Side + column))];
        for (int i = 0; i < Sampled; i++)
        {
            byte[] row = _timer.Download(_d, (long)rows[i] * Side * sizeof(uint), (int)Side * sizeof(uint));
            for (int j = 0; j < Sampled; j++)
            {
                uint bits = MemoryMarshal.Cast<byte, uint>(row)[(int)columns[j]];
                double seen = _element == KernelElement.Int8 ? (int)bits : BitConverter.UInt32BitsToSingle(bits);
                Compare(seen, left[i], right[j], rows[i], columns[j]);
            }
        }
    }

    /// <summary>Of every bit of the result: the xor of what each thread reads of it.</summary>
    public byte[] Checksums()
    {
        uint blocks = (uint)_timer.Gpu.Multiprocessors;
        using DeviceBuffer sums = _timer.Gpu.Allocate((long)blocks * ReadThreads * 16);
        _timer.Gpu.Kernel("memory_read").Blocks(_timer.Stream, blocks, sums, _d, (ulong)_d.Bytes / 16);
        return _timer.Download(sums, 0, (int)sums.Bytes);
    }

    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
        _d.Dispose();
    }

    private void Operand(DeviceBuffer to, DeviceBuffer keys, uint firstRow, uint blockRows) =>
        _timer.Gpu.Kernel(_element.Name("operand")).Each(
            _timer.Stream, (ulong)to.Bytes / ChunkBytes, to, keys, firstRow, Side, _rowBytes, _rowBytes, blockRows);

    private void Compare(double seen, double[] left, double[] right, uint row, uint column)
    {
        double sum = 0, size = 0;
        for (int k = 0; k < left.Length; k++)
        {
            double term = left[k] * right[k];
            sum += term;
            size += Math.Abs(term);
        }

        // Written so that what is not a number is wrong.
        if (!(Math.Abs(seen - sum) <= size * Tolerance(_element)))
        {
            throw new WrongResultException(string.Create(
                CultureInfo.InvariantCulture,
                $"element {row}, {column} of the {_element.ToString().ToUpperInvariant()} product of side {Side} is {seen}, ")
                + string.Create(CultureInfo.InvariantCulture, $"right is {sum}"));
        }
    }

    /// <summary>
    /// How far a sum may be off, in parts of the sum of all terms' sizes. Integers not at all. FP16 and BF16 are summed in FP32, and their
    /// terms are whole numbers, so that little is lost; how chips align the terms of FP8, which they sum in 14 bits or more, is their own.
    /// </summary>
    private static double Tolerance(KernelElement element) => element switch
    {
        KernelElement.Int8 => 0,
        KernelElement.Fp8 => 1.0 / (1 << 8),
        _ => 1.0 / (1 << 20),
    };

    private uint[] Draw() => [.. Enumerable.Range(0, Sampled).Select(_ => (uint)RandomNumberGenerator.GetInt32((int)Side))];

    /// <summary>A row as the stream has it: A's first, then B's.</summary>
    private double[] Row(uint row)
    {
        Span<uint> key = stackalloc uint[ChaCha.KeyWords], block = stackalloc uint[ChaCha.Words];
        ChaCha.Key(_key, key);
        int size = (int)_element.Bytes(), inBlock = ChunkBytes / size;
        double[] values = new double[_rowBytes / size];
        for (int at = 0; at < values.Length; at++)
        {
            if (at % inBlock == 0)
            {
                ChaCha.Block(key, ((ulong)row * _rowBytes / ChunkBytes) + (ulong)(at / inBlock), 8, block);
            }

            values[at] = _element.Value(MemoryMarshal.AsBytes(block).Slice(at % inBlock * size, size));
        }

        return values;
    }
}
