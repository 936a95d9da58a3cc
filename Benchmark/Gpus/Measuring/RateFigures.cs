using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using DePin.Attestation;
using DePin.Benchmark.Figures;
using DePin.Benchmark.Gpus.Checks;
using DePin.Benchmark.Gpus.Launching;
using DePin.Benchmark.Kernels;
using DePin.Benchmark.Machine.Kernels;

namespace DePin.Benchmark.Gpus.Measuring;

/// <summary>
/// What a GPU's arithmetic does while nothing has to be fetched: every block computes the same from random operands, and every block's
/// result must be the first one's, in the first launch and in the last. FP32 is compared with the processor's own beforehand.
/// </summary>
internal sealed class RateFigures(GpuTimer timer)
{
    private const uint BlocksOfMultiprocessor = 4;
    private const int Threads = 256;
    private const uint FirstIterations = 32;
    private const uint MostIterations = 1 << 20;
    private const uint RowBytes = 64;
    private const float Factor = 0.999f;
    private const float Addend = 0.5f;

    /// <summary>A launch of so long hides its own cost.</summary>
    private static readonly TimeSpan _launch = TimeSpan.FromMilliseconds(4);

    private readonly uint _blocks = (uint)timer.Gpu.Multiprocessors * BlocksOfMultiprocessor;

    /// <exception cref="WrongResultException">It computed something else.</exception>
    public GpuMeasurement TakeFp32(CancellationToken token)
    {
        if (FmaCheck.Run(timer.Gpu, (uint)RandomNumberGenerator.GetInt32(int.MaxValue)).Wrong is { } wrong)
        {
            throw new WrongResultException(wrong.ToString());
        }

        GpuKernel kernel = timer.Gpu.Kernel("rate_fp32");
        return Take(
            GpuFigure.Fp32Rate, MeasurementUnit.FlopsPerSecond, 2.0 * RateShape.Fp32MultiplyAdds,
            (output, iterations) => kernel.Blocks(timer.Stream, _blocks, output, iterations, Factor, Addend),
            "chains of fused multiply-adds in registers, compared with the processor's", token);
    }

    /// <exception cref="WrongResultException">Blocks that compute the same came to different results.</exception>
    public GpuMeasurement TakeTensor(GpuFigure figure, KernelElement element, CancellationToken token)
    {
        RateShape shape = timer.Gpu.Family.Rate;
        using DeviceBuffer keys = timer.Gpu.Allocate(Hash32.Size), input = timer.Gpu.Allocate(shape.InputBytes);
        using PinnedBuffer key = timer.Gpu.AllocatePinned(Hash32.Size);
        RandomNumberGenerator.Fill(key.Bytes);
        timer.Stream.CopyTo(keys, key, Hash32.Size);
        uint rows = shape.InputBytes / RowBytes;
        timer.Gpu.Kernel(element.Name("operand")).Each(
            timer.Stream, rows * (RowBytes / 64), input, keys, 0u, rows, RowBytes, RowBytes, 0u);
        GpuKernel kernel = timer.Gpu.Kernel(element.Name("rate"));
        return Take(
            figure, element == KernelElement.Int8 ? MeasurementUnit.OperationsPerSecond : MeasurementUnit.FlopsPerSecond,
            2.0 * shape.MultiplyAddBytes / element.Bytes(),
            (output, iterations) => kernel.Blocks(timer.Stream, _blocks, output, input, iterations),
            "tensor steps on random operands that stay where they are, all blocks' results alike", token);
    }

    private GpuMeasurement Take(
        GpuFigure figure, MeasurementUnit unit, double operations, Action<DeviceBuffer, uint> launch, string method,
        CancellationToken token)
    {
        using DeviceBuffer output = timer.Gpu.Allocate((long)_blocks * Threads * sizeof(uint));
        launch(output, FirstIterations);
        double first = timer.Once(() => launch(output, FirstIterations));
        uint iterations = Math.Max(GpuSizes.Fill(_launch, first / FirstIterations, MostIterations), FirstIterations);
        launch(output, iterations);
        uint[] expected = OneBlock(output, null);
        (IReadOnlyList<double> seconds, GpuConditions? conditions) = timer.InWindows(() => launch(output, iterations), token);
        OneBlock(output, expected);
        double all = operations * _blocks * iterations;
        return GpuMeasurement.Of(
            figure, unit, seconds.Select(window => all / window),
            string.Create(CultureInfo.InvariantCulture, $"{method}; {_blocks} blocks, {iterations} iterations a launch"), conditions);
    }

    /// <summary>What every block came to.</summary>
    /// <param name="expected">What it came to before; null at first.</param>
    private uint[] OneBlock(DeviceBuffer output, uint[]? expected)
    {
        ReadOnlySpan<uint> words = MemoryMarshal.Cast<byte, uint>(timer.Download(output, 0, (int)output.Bytes));
        uint[] one = expected ?? words[..Threads].ToArray();
        for (int block = 0; block < _blocks; block++)
        {
            ReadOnlySpan<uint> seen = words.Slice(block * Threads, Threads);
            if (seen.CommonPrefixLength(one) is var same && same < Threads)
            {
                throw new WrongResultException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"thread {same} of block {block} gave 0x{seen[same]:x8} where another that computes the same gave 0x{one[same]:x8}"));
            }
        }

        return one;
    }
}
