using System.Buffers.Binary;
using DePin.Benchmark.Kernels;

namespace DePin.Ptx.Tests.Kernels;

/// <summary>Rates: that the sums are those of the work that is counted, every repetition of it.</summary>
internal static class RateChecks
{
    private const uint Iterations = 3;
    private const uint Blocks = 2;
    private const int Threads = 256;

    public static IEnumerable<KernelCheck> All(PtxFamily family) =>
    [
        new("rate of FP32", ["rate_fp32"], Fp32),
        .. family.Elements.Select(element => new KernelCheck(
            $"rate of {element}",
            [$"rate_{element.ToString().ToLowerInvariant()}"],
            gpu => family == PtxFamily.Sm90a ? Warpgroups(gpu, element) : Warps(gpu, element))),
    ];

    private static string? Fp32(Gpu gpu)
    {
        const float Factor = 0.999f, Addend = 0.5f;
        ulong output = gpu.Device.Allocate((int)Blocks * Threads * 4);
        ulong factor = BitConverter.SingleToUInt32Bits(Factor), addend = BitConverter.SingleToUInt32Bits(Addend);
        gpu.Launch("rate_fp32", Blocks, output, Iterations, factor, addend);
        float[] expected = new float[Blocks * Threads];
        for (int thread = 0; thread < expected.Length; thread++)
        {
            for (int chain = 0; chain < 32; chain++)
            {
                float x = MathF.FusedMultiplyAdd(thread % Threads, 0.001f, chain);
                for (int i = 0; i < Iterations * 8; i++)
                {
                    x = MathF.FusedMultiplyAdd(x, Factor, Addend);
                }

                expected[thread] += x;
            }
        }

        return KernelCheck.Difference<float>("sums", gpu.Device.Read<float>(output), expected);
    }

    /// <summary>Per iteration four steps in each of eight chains, which begin at their numbers; a thread has four sums of each.</summary>
    private static string? Warps(Gpu gpu, KernelElement element)
    {
        int size = Matrix.Size(element), perWord = 4 / size, length = 32 / size;
        uint[] words = new uint[6 * Threads];
        int[] expected = new int[Threads];
        for (int warp = 0; warp < Threads / 32; warp++)
        {
            Matrix a = Small(gpu, element, 16, length), b = Small(gpu, element, 8, length);
            int[] product = a.Times(b);
            for (int lane = 0; lane < 32; lane++)
            {
                int thread = (warp * 32) + lane, g = lane / 4, q = lane % 4;
                for (int i = 0; i < 4; i++)
                {
                    words[(i * Threads) + thread] = Word(element, a, g + (i % 2 * 8), (q + (i / 2 * 4)) * perWord);
                    expected[thread] += (int)Iterations * 4 * 8 * product[((g + (i / 2 * 8)) * 8) + (2 * q) + (i % 2)];
                }

                expected[thread] += 4 * (0 + 1 + 2 + 3 + 4 + 5 + 6 + 7);
                words[(4 * Threads) + thread] = Word(element, b, g, q * perWord);
                words[(5 * Threads) + thread] = Word(element, b, g, (q + 4) * perWord);
            }
        }

        return Run<uint>(gpu, element, words, [.. expected, .. expected]);
    }

    /// <summary>Per iteration the whole stage, 128 bytes along k.</summary>
    private static string? Warpgroups(Gpu gpu, KernelElement element)
    {
        int length = 128 / Matrix.Size(element);
        Matrix a = Small(gpu, element, 128, length), b = Small(gpu, element, 256, length);
        int[] product = a.Times(b), expected = new int[Threads];
        for (int thread = 0; thread < Threads; thread++)
        {
            int row = (thread / 32 * 16) + (thread % 32 / 4), q = thread % 4;
            for (int i = 0; i < 128; i++)
            {
                expected[thread] += (int)Iterations * product[((row + (i / 2 % 2 * 8)) * 256) + (i / 4 * 8) + (2 * q) + (i % 2)];
            }
        }

        return Run<byte>(gpu, element, [.. a.Encode(element, 128), .. b.Encode(element, 256)], [.. expected, .. expected]);
    }

    private static string? Run<T>(Gpu gpu, KernelElement element, T[] input, int[] expected)
        where T : unmanaged
    {
        ulong output = gpu.Device.Allocate(expected.Length * 4);
        gpu.Launch($"rate_{element.ToString().ToLowerInvariant()}", Blocks, output, gpu.Device.Allocate<T>(input), Iterations);
        int[] sums = element == KernelElement.Int8
            ? gpu.Device.Read<int>(output)
            : [.. gpu.Device.Read<float>(output).Select(sum => (int)sum)];
        return KernelCheck.Difference<int>("sums", sums, expected);
    }

    /// <summary>Small enough that FP32 holds the sum of all repetitions.</summary>
    private static Matrix Small(Gpu gpu, KernelElement element, int rows, int columns) =>
        Matrix.Random(gpu.Random, element == KernelElement.Int8 ? element : KernelElement.Fp8, rows, columns);

    private static uint Word(KernelElement element, Matrix matrix, int row, int column)
    {
        Span<byte> bytes = stackalloc byte[4];
        for (int i = 0; i < 4 / Matrix.Size(element); i++)
        {
            uint bits = Matrix.Bits(element, matrix[row, column + i]);
            if (Matrix.Size(element) == 1)
            {
                bytes[i] = (byte)bits;
            }
            else
            {
                BinaryPrimitives.WriteUInt16LittleEndian(bytes[(2 * i)..], (ushort)bits);
            }
        }

        return BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }
}
