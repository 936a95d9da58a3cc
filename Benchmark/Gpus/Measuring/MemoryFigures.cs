using System.Globalization;
using System.Runtime.InteropServices;
using DePin.Benchmark.Figures;
using DePin.Benchmark.Gpus.Checks;
using DePin.Benchmark.Gpus.Launching;
using DePin.Benchmark.Machine.Kernels;

namespace DePin.Benchmark.Gpus.Measuring;

/// <summary>
/// How fast a GPU's memory is read, copied and combined: with as many blocks as are fastest, from buffers larger than its cache.
/// </summary>
internal sealed class MemoryFigures(GpuTimer timer, uint seed)
{
    private const int WordBytes = 16;
    private const int Threads = 512;
    private const float Factor = 0.4f;

    /// <summary>Of the beginning, the processor reads and combines the same.</summary>
    private const int CheckedBytes = 1 << 16;

    private static readonly uint[] _blocksOfMultiprocessor = [2, 4, 8, 16];

    /// <exception cref="WrongResultException">What was read, copied or combined was something else.</exception>
    public GpuMeasurement Take(GpuFigure figure, CancellationToken token)
    {
        long bytes = GpuSizes.Memory(timer.Gpu.FreeBytes(), timer.Plan);
        using DeviceBuffer from = timer.Gpu.Allocate(bytes), to = timer.Gpu.Allocate(bytes);
        using PatternWords words = new(timer.Gpu, timer.Stream, seed);
        words.Fill(from, 0, inverse: false);
        return figure switch
        {
            GpuFigure.MemoryRead => Read(from, token),
            GpuFigure.MemoryCopy => Copy(from, to, words, token),
            GpuFigure.MemoryTriad => Triad(from, to, words, token),
            _ => throw new ArgumentOutOfRangeException(nameof(figure)),
        };
    }

    private GpuMeasurement Read(DeviceBuffer from, CancellationToken token)
    {
        long most = (long)timer.Gpu.Multiprocessors * _blocksOfMultiprocessor[^1] * Threads * WordBytes;
        using DeviceBuffer sums = timer.Gpu.Allocate(most);
        GpuKernel kernel = timer.Gpu.Kernel("memory_read");
        kernel.Blocks(timer.Stream, 1, sums, from, (ulong)CheckedBytes / WordBytes);
        VerifySums(timer.Download(sums, 0, Threads * WordBytes));
        (uint blocks, Action queue) = Fastest(count => kernel.Blocks(timer.Stream, count, sums, from, Words(from)));
        queue();
        int own = (int)blocks * Threads * WordBytes;
        byte[] first = timer.Download(sums, 0, own);
        GpuMeasurement taken = Measure(GpuFigure.MemoryRead, from.Bytes, from.Bytes, blocks, queue, token);
        return timer.Download(sums, 0, own).AsSpan().SequenceEqual(first)
            ? taken
            : throw new WrongResultException("what was read of the same memory twice was not the same");
    }

    private GpuMeasurement Copy(DeviceBuffer from, DeviceBuffer to, PatternWords words, CancellationToken token)
    {
        GpuKernel kernel = timer.Gpu.Kernel("memory_copy");
        (uint blocks, Action queue) = Fastest(count => kernel.Blocks(timer.Stream, count, to, from, Words(from)));
        timer.Stream.Fill(to, 0);
        GpuMeasurement taken = Measure(GpuFigure.MemoryCopy, from.Bytes, 2 * from.Bytes, blocks, queue, token);
        words.Check(to, 0, inverse: false);
        return words.Conclude() is { WrongBits: > 0 } wrong
            ? throw new WrongResultException(string.Create(
                CultureInfo.InvariantCulture, $"a copy in memory has {wrong.WrongBits} wrong bits, the first at byte {wrong.First}"))
            : taken;
    }

    private GpuMeasurement Triad(DeviceBuffer from, DeviceBuffer to, PatternWords words, CancellationToken token)
    {
        using DeviceBuffer other = timer.Gpu.Allocate(from.Bytes);
        words.Fill(other, from.Bytes, inverse: false);
        GpuKernel kernel = timer.Gpu.Kernel("memory_triad");
        (uint blocks, Action queue) = Fastest(count => kernel.Blocks(timer.Stream, count, to, from, other, Factor, Words(from)));
        timer.Stream.Fill(to, 0);
        GpuMeasurement taken = Measure(GpuFigure.MemoryTriad, from.Bytes, 3 * from.Bytes, blocks, queue, token);
        VerifyTriad(timer.Download(to, 0, CheckedBytes), 0, from.Bytes);
        VerifyTriad(timer.Download(to, to.Bytes - CheckedBytes, CheckedBytes), to.Bytes - CheckedBytes, from.Bytes);
        return taken;
    }

    private (uint Blocks, Action Queue) Fastest(Action<uint> queue)
    {
        uint[] counts = [.. _blocksOfMultiprocessor.Select(each => each * (uint)timer.Gpu.Multiprocessors)];
        queue(counts[0]);
        uint fastest = counts.MinBy(count => timer.Once(() => queue(count)));
        return (fastest, () => queue(fastest));
    }

    private GpuMeasurement Measure(GpuFigure figure, long size, long bytes, uint blocks, Action queue, CancellationToken token)
    {
        (IReadOnlyList<double> seconds, GpuConditions? conditions) = timer.InWindows(queue, token);
        return GpuMeasurement.Of(
            figure, MeasurementUnit.BytesPerSecond, seconds.Select(window => bytes / window),
            string.Create(CultureInfo.InvariantCulture, $"buffers of {size >> 20} MiB of random data, {blocks} blocks, results checked"),
            conditions);
    }

    private void VerifySums(ReadOnlySpan<byte> seen)
    {
        ReadOnlySpan<uint> sums = MemoryMarshal.Cast<byte, uint>(seen);
        uint[] expected = new uint[sums.Length];
        for (uint word = 0; word < CheckedBytes / sizeof(uint); word++)
        {
            expected[word % expected.Length] ^= PatternWords.Word(word, seed);
        }

        if (!sums.SequenceEqual(expected))
        {
            throw new WrongResultException("what was read of the memory is not what was written");
        }
    }

    private void VerifyTriad(ReadOnlySpan<byte> seen, long at, long otherAt)
    {
        ReadOnlySpan<float> floats = MemoryMarshal.Cast<byte, float>(seen);
        for (int i = 0; i < floats.Length; i++)
        {
            ulong word = (ulong)(at / sizeof(float)) + (ulong)i;
            float b = BitConverter.UInt32BitsToSingle(PatternWords.Word(word, seed));
            float c = BitConverter.UInt32BitsToSingle(PatternWords.Word(word + (ulong)(otherAt / sizeof(float)), seed));
            float right = MathF.FusedMultiplyAdd(Factor, c, b);

            // Any NaN is as good as another.
            if (!floats[i].Equals(right))
            {
                throw new WrongResultException(string.Create(
                    CultureInfo.InvariantCulture, $"float {word} of b + {Factor} c is {floats[i]}, right is {right}"));
            }
        }
    }

    private static ulong Words(DeviceBuffer buffer) => (ulong)(buffer.Bytes / WordBytes);
}
