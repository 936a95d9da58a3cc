using System.Runtime.InteropServices;
using DePin.Benchmark.Gpus.Launching;

namespace DePin.Benchmark.Gpus.Checks;

/// <summary>
/// Whether every multiprocessor of a GPU computes what the processor computes, to the last bit: <c>rate_fp32</c>, whose chains of fused
/// multiply-adds are rounded as IEEE 754 says wherever they run.
/// </summary>
internal static class FmaCheck
{
    public const int Threads = 256;

    private const uint Launches = 8;
    private const uint Iterations = 16;
    private const int Chains = 32;
    private const int StepsOfIteration = 8;
    private const uint BlocksOfMultiprocessor = 4;
    private const float Factor = 0.7f;

    /// <param name="seed">What the chains are given to add.</param>
    /// <returns>How many words were right, and the first that was wrong.</returns>
    /// <exception cref="Native.CudaException">The kernel could not be loaded or did not run to its end.</exception>
    public static (long Right, WrongWord? Wrong) Run(GpuContext gpu, uint seed)
    {
        uint blocks = (uint)gpu.Multiprocessors * BlocksOfMultiprocessor;
        int bytes = (int)blocks * Threads * sizeof(float);
        GpuKernel kernel = gpu.Kernel("rate_fp32");
        using GpuStream stream = gpu.CreateStream();
        using DeviceBuffer output = gpu.Allocate(bytes);
        using PinnedBuffer words = gpu.AllocatePinned(bytes);
        long right = 0;
        for (uint launch = 0; launch < Launches; launch++)
        {
            float addend = ((seed + launch) % 0x10000) / 65536f;
            uint[] expected = Expected(Iterations, Factor, addend);
            kernel.Blocks(stream, blocks, output, Iterations, Factor, addend);
            stream.CopyFrom(output, 0, words, bytes);
            stream.Synchronize();
            ReadOnlySpan<uint> seen = MemoryMarshal.Cast<byte, uint>(words.Bytes);
            for (int thread = 0; thread < seen.Length; thread++)
            {
                if (seen[thread] != expected[thread % Threads])
                {
                    return (right, new WrongWord((uint)thread, launch, expected[thread % Threads], seen[thread]));
                }

                right++;
            }
        }

        return (right, null);
    }

    /// <summary>What each thread of a block writes, as bits.</summary>
    private static uint[] Expected(uint iterations, float factor, float addend)
    {
        uint[] words = new uint[Threads];
        for (int thread = 0; thread < Threads; thread++)
        {
            float sum = 0;
            for (int chain = 0; chain < Chains; chain++)
            {
                float x = MathF.FusedMultiplyAdd(thread, 0.001f, chain);
                for (int i = 0; i < iterations * StepsOfIteration; i++)
                {
                    x = MathF.FusedMultiplyAdd(x, factor, addend);
                }

                sum += x;
            }

            words[thread] = BitConverter.SingleToUInt32Bits(sum);
        }

        return words;
    }

    /// <summary>What a thread computed, and what it should have.</summary>
    public sealed record WrongWord(uint Thread, uint Launch, uint Expected, uint Seen)
    {
        public override string ToString() =>
            FormattableString.Invariant($"thread {Thread} of launch {Launch} gave 0x{Seen:x8}, right is 0x{Expected:x8}");
    }
}
