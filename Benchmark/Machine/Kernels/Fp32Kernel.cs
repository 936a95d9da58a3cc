using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DePin.Benchmark.Machine.Kernels;

/// <summary>
/// Fused multiply-adds in independent chains: more than latency × units of any core, and few enough for the vector registers there are.
/// </summary>
/// <remarks>
/// Each lane iterates x ← x·x + c from its own random start. The map is chaotic for this c: operands stay random, so the units draw
/// the power of real work, and one wrong bit anywhere changes the end. Every step starts from the same state, so every end must be
/// the same bits; <see cref="Verify"/> recomputes them one by one with scalar arithmetic, which IEEE 754 makes exact.
/// </remarks>
internal sealed class Fp32Kernel : IKernel
{
    /// <summary>Within [−2, −1.4], where the map is chaotic and stays within ±2.</summary>
    private const float C = -1.9f;

    private const int Iterations = 8192;

    private readonly float[] _start = new float[Chains * Lanes];
    private readonly float[] _end = new float[Chains * Lanes];
    private readonly float[] _expected = new float[Chains * Lanes];

    public Fp32Kernel()
    {
        for (int lane = 0; lane < _start.Length; lane++)
        {
            _start[lane] = (Random.Shared.NextSingle() * 2) - 1;
            _expected[lane] = Scalar(_start[lane]);
        }
    }

    /// <summary>Width of the vectors this kernel uses here, in bits.</summary>
    public static int VectorBits => Lanes * 32;

    public static string Method => $"fused multiply-add, {VectorBits}-bit vectors, {Chains} chains, results checked";

    /// <summary>Thirty-two registers come with 512-bit vectors, sixteen are sure elsewhere.</summary>
    private static int Chains => Vector512.IsHardwareAccelerated ? 16 : 12;

    private static int Lanes => Vector512.IsHardwareAccelerated ? Vector512<float>.Count : Vector<float>.Count;

    /// <summary>Operations of one step.</summary>
    public static long StepOperations => 2L * Chains * Lanes * Iterations;

    public long Step()
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Step512(_start, _end);
        }
        else
        {
            StepVector(_start, _end);
        }

        if (!_end.AsSpan().SequenceEqual(_expected))
        {
            throw new WrongResultException("an FP32 multiply-add gave another result in a vector than alone");
        }

        return StepOperations;
    }

    public void Verify()
    {
        // Each step has been compared already: the check is a thousandth of the step.
    }

    public void Dispose()
    {
    }

    private static float Scalar(float x)
    {
        for (int i = 0; i < Iterations; i++)
        {
            x = MathF.FusedMultiplyAdd(x, x, C);
        }

        return x;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Step512(ReadOnlySpan<float> start, Span<float> end)
    {
        Vector512<float> c = Vector512.Create(C);
        Vector512<float> x0 = Load512(start, 0), x1 = Load512(start, 1), x2 = Load512(start, 2), x3 = Load512(start, 3);
        Vector512<float> x4 = Load512(start, 4), x5 = Load512(start, 5), x6 = Load512(start, 6), x7 = Load512(start, 7);
        Vector512<float> x8 = Load512(start, 8), x9 = Load512(start, 9), x10 = Load512(start, 10), x11 = Load512(start, 11);
        Vector512<float> x12 = Load512(start, 12), x13 = Load512(start, 13), x14 = Load512(start, 14), x15 = Load512(start, 15);
        for (int i = 0; i < Iterations; i++)
        {
            x0 = Vector512.FusedMultiplyAdd(x0, x0, c);
            x1 = Vector512.FusedMultiplyAdd(x1, x1, c);
            x2 = Vector512.FusedMultiplyAdd(x2, x2, c);
            x3 = Vector512.FusedMultiplyAdd(x3, x3, c);
            x4 = Vector512.FusedMultiplyAdd(x4, x4, c);
            x5 = Vector512.FusedMultiplyAdd(x5, x5, c);
            x6 = Vector512.FusedMultiplyAdd(x6, x6, c);
            x7 = Vector512.FusedMultiplyAdd(x7, x7, c);
            x8 = Vector512.FusedMultiplyAdd(x8, x8, c);
            x9 = Vector512.FusedMultiplyAdd(x9, x9, c);
            x10 = Vector512.FusedMultiplyAdd(x10, x10, c);
            x11 = Vector512.FusedMultiplyAdd(x11, x11, c);
            x12 = Vector512.FusedMultiplyAdd(x12, x12, c);
            x13 = Vector512.FusedMultiplyAdd(x13, x13, c);
            x14 = Vector512.FusedMultiplyAdd(x14, x14, c);
            x15 = Vector512.FusedMultiplyAdd(x15, x15, c);
        }

        Store512(end, 0, x0, x1, x2, x3);
        Store512(end, 4, x4, x5, x6, x7);
        Store512(end, 8, x8, x9, x10, x11);
        Store512(end, 12, x12, x13, x14, x15);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void StepVector(ReadOnlySpan<float> start, Span<float> end)
    {
        Vector<float> c = new(C);
        Vector<float> x0 = Load(start, 0), x1 = Load(start, 1), x2 = Load(start, 2), x3 = Load(start, 3);
        Vector<float> x4 = Load(start, 4), x5 = Load(start, 5), x6 = Load(start, 6), x7 = Load(start, 7);
        Vector<float> x8 = Load(start, 8), x9 = Load(start, 9), x10 = Load(start, 10), x11 = Load(start, 11);
        for (int i = 0; i < Iterations; i++)
        {
            x0 = Vector.FusedMultiplyAdd(x0, x0, c);
            x1 = Vector.FusedMultiplyAdd(x1, x1, c);
            x2 = Vector.FusedMultiplyAdd(x2, x2, c);
            x3 = Vector.FusedMultiplyAdd(x3, x3, c);
            x4 = Vector.FusedMultiplyAdd(x4, x4, c);
            x5 = Vector.FusedMultiplyAdd(x5, x5, c);
            x6 = Vector.FusedMultiplyAdd(x6, x6, c);
            x7 = Vector.FusedMultiplyAdd(x7, x7, c);
            x8 = Vector.FusedMultiplyAdd(x8, x8, c);
            x9 = Vector.FusedMultiplyAdd(x9, x9, c);
            x10 = Vector.FusedMultiplyAdd(x10, x10, c);
            x11 = Vector.FusedMultiplyAdd(x11, x11, c);
        }

        Store(end, 0, x0, x1, x2, x3);
        Store(end, 4, x4, x5, x6, x7);
        Store(end, 8, x8, x9, x10, x11);
    }

    private static Vector512<float> Load512(ReadOnlySpan<float> from, int index) =>
        Vector512.Create(from[(index * Vector512<float>.Count)..]);

    private static void Store512(Span<float> to, int index, params ReadOnlySpan<Vector512<float>> values)
    {
        foreach (Vector512<float> value in values)
        {
            value.CopyTo(to[(index++ * Vector512<float>.Count)..]);
        }
    }

    private static Vector<float> Load(ReadOnlySpan<float> from, int index) => new(from[(index * Vector<float>.Count)..]);

    private static void Store(Span<float> to, int index, params ReadOnlySpan<Vector<float>> values)
    {
        foreach (Vector<float> value in values)
        {
            value.CopyTo(to[(index++ * Vector<float>.Count)..]);
        }
    }
}
