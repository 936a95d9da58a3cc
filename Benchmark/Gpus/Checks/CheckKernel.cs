using System.Runtime.InteropServices;
using DePin.Benchmark.Gpus.Native;

namespace DePin.Benchmark.Gpus.Checks;

/// <summary><c>depin_check</c>: whether every multiprocessor of a GPU computes what the processor computes, to the last bit.</summary>
internal static class CheckKernel
{
    public const uint Threads = 256;

    private const string Name = "depin_check";
    private const uint Launches = 8;
    private const uint Rounds = 64;
    private const uint BlocksOfMultiprocessor = 4;

    /// <returns>How many words were right, and the first that was wrong.</returns>
    /// <exception cref="CudaException">The kernel could not be loaded or did not run to its end.</exception>
    public static (long Right, WrongWord? Wrong) Run(CudaLibrary cuda, int multiprocessors, uint seed)
    {
        uint blocks = (uint)multiprocessors * BlocksOfMultiprocessor;
        uint[] words = new uint[blocks * Threads];
        nint module = cuda.LoadModule(Text());
        nint function = cuda.Function(module, Name);
        ulong memory = cuda.Allocate(words.Length * sizeof(uint));
        long right = 0;
        for (uint launch = 0; launch < Launches; launch++)
        {
            cuda.Launch(function, blocks, Threads, [memory, seed + launch, Rounds]);
            cuda.Synchronize();
            cuda.CopyFrom(memory, MemoryMarshal.AsBytes(words.AsSpan()));
            for (uint thread = 0; thread < words.Length; thread++)
            {
                uint expected = Expected(thread, seed + launch, Rounds);
                if (words[thread] != expected)
                {
                    return (right, new WrongWord(thread, launch, expected, words[thread]));
                }

                right++;
            }
        }

        cuda.Free(memory);
        cuda.UnloadModule(module);
        return (right, null);
    }

    /// <summary>The word that thread <paramref name="thread"/> writes.</summary>
    internal static uint Expected(uint thread, uint seed, uint rounds)
    {
        uint x = unchecked(thread * 0x9E3779B1u) ^ seed;
        float factor = BitConverter.UInt32BitsToSingle(0x3F333333), y = 1;
        for (uint round = 0; round < rounds; round++)
        {
            x = unchecked((x * 1664525u) + 1013904223u);
            y = MathF.FusedMultiplyAdd(y, factor, BitConverter.UInt32BitsToSingle((x >> 9) | 0x3F000000u));
        }

        return BitConverter.SingleToUInt32Bits(y) ^ x;
    }

    /// <summary>With the zero byte that ends it for the driver.</summary>
    private static byte[] Text()
    {
        using Stream resource = typeof(CheckKernel).Assembly.GetManifestResourceStream("depin_check.ptx")!;
        byte[] text = new byte[resource.Length + 1];
        resource.ReadExactly(text.AsSpan(0, (int)resource.Length));
        return text;
    }

    /// <summary>What a thread computed, and what it should have.</summary>
    public sealed record WrongWord(uint Thread, uint Launch, uint Expected, uint Seen);
}
