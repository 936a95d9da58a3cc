using System.Globalization;
using System.Security.Cryptography;
using DePin.Attestation;
using DePin.Benchmark.Figures;
using DePin.Benchmark.Kernels;
using DePin.Benchmark.Machine.Kernels;

namespace DePin.Benchmark.Gpus.Measuring;

/// <summary>
/// What a GPU reaches in a whole matrix product, from its memory and to it: as large a square one as takes some milliseconds and as memory
/// allows. A sample of the first result is compared with the processor's, and every bit of the last with the first.
/// </summary>
internal sealed class ProductFigures(GpuTimer timer)
{
    /// <exception cref="WrongResultException">It computed something else.</exception>
    public GpuMeasurement Take(GpuFigure figure, KernelElement element, CancellationToken token)
    {
        long free = timer.Gpu.FreeBytes();
        Hash32 key = new(RandomNumberGenerator.GetBytes(Hash32.Size));
        SquareProduct product = new(timer, element, GpuSizes.FirstSide, key);
        try
        {
            product.Queue();
            while (GpuSizes.Larger(product.Side, timer.Once(product.Queue), element.Bytes(), free) is { } larger)
            {
                product.Dispose();
                product = new SquareProduct(timer, element, larger, key);
                product.Queue();
            }

            return Measure(figure, element, product, token);
        }
        finally
        {
            product.Dispose();
        }
    }

    private GpuMeasurement Measure(GpuFigure figure, KernelElement element, SquareProduct product, CancellationToken token)
    {
        product.Verify();
        byte[] sums = product.Checksums();
        (IReadOnlyList<double> seconds, GpuConditions? conditions) = timer.InWindows(product.Queue, token);
        if (!product.Checksums().AsSpan().SequenceEqual(sums))
        {
            throw new WrongResultException(string.Create(
                CultureInfo.InvariantCulture,
                $"one {element.ToString().ToUpperInvariant()} product of side {product.Side}, computed again, was another"));
        }

        double operations = 2.0 * product.Side * product.Side * product.Side;
        return GpuMeasurement.Of(
            figure,
            element == KernelElement.Int8 ? MeasurementUnit.OperationsPerSecond : MeasurementUnit.FlopsPerSecond,
            seconds.Select(window => operations / window),
            string.Create(
                CultureInfo.InvariantCulture,
                $"{product.Side} x {product.Side} x {product.Side} of random operands, {SquareProduct.Sampled} x {SquareProduct.Sampled} ")
            + "elements compared with the processor's, the last result with the first",
            conditions);
    }
}
