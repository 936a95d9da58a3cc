using System.Runtime.InteropServices;

namespace DePin.Ptx.Tests.Kernels;

/// <summary>Memory: an odd count of words, so that every loop has a rest.</summary>
internal static class MemoryChecks
{
    private const int Words16 = 9001;
    private const uint Blocks = 3;
    private const int Threads = (int)Blocks * 512;

    public static IEnumerable<KernelCheck> All =>
    [
        new("nothing", ["launch_nothing"], Nothing),
        new("read", ["memory_read"], Read),
        new("copy", ["memory_copy"], Copy),
        new("triad", ["memory_triad"], Triad),
        new("pattern", ["pattern_fill", "pattern_check"], Pattern),
    ];

    private static string? Nothing(Gpu gpu)
    {
        gpu.Launch("launch_nothing", 7);
        return null;
    }

    private static string? Read(Gpu gpu)
    {
        byte[] content = Bytes(gpu);
        ulong input = gpu.Device.Allocate<byte>(content), output = gpu.Device.Allocate(Threads * 16);
        gpu.Launch("memory_read", Blocks, output, input, Words16);
        UInt128[] words = MemoryMarshal.Cast<byte, UInt128>(content).ToArray(), sums = new UInt128[Threads];
        foreach ((int i, UInt128 word) in words.Index())
        {
            sums[i % Threads] ^= word;
        }

        return KernelCheck.Difference<UInt128>("xor", gpu.Device.Read<UInt128>(output), sums);
    }

    private static string? Copy(Gpu gpu)
    {
        byte[] content = Bytes(gpu);
        ulong input = gpu.Device.Allocate<byte>(content), output = gpu.Device.Allocate(content.Length);
        gpu.Launch("memory_copy", Blocks, output, input, Words16);
        return KernelCheck.Difference<byte>("copy", gpu.Device.Memory(output), content);
    }

    private static string? Triad(Gpu gpu)
    {
        const float Factor = 0.75f;
        float[] b = [.. Enumerable.Range(0, Words16 * 4).Select(_ => gpu.Random.NextSingle())];
        float[] c = [.. Enumerable.Range(0, Words16 * 4).Select(_ => gpu.Random.NextSingle())];
        ulong output = gpu.Device.Allocate(Words16 * 16);
        gpu.Launch(
            "memory_triad",
            Blocks,
            output,
            gpu.Device.Allocate<float>(b),
            gpu.Device.Allocate<float>(c),
            BitConverter.SingleToUInt32Bits(Factor),
            Words16);
        float[] expected = [.. b.Zip(c, (x, y) => MathF.FusedMultiplyAdd(Factor, y, x))];
        return KernelCheck.Difference<float>("triad", gpu.Device.Read<float>(output), expected);
    }

    /// <summary>Filled and checked in two parts, as memory that is several allocations is; then with two bits flipped.</summary>
    private static string? Pattern(Gpu gpu)
    {
        const ulong First16 = 0x1_0000_0000 - 2000;
        const uint Seed = 0xdeadbeef;
        ulong memory = gpu.Device.Allocate(Words16 * 16);
        gpu.Launch("pattern_fill", Blocks, memory, First16, Words16, Seed, uint.MaxValue);
        uint[] expected = [.. Enumerable.Range(0, Words16 * 4).Select(i => ~Mix((4 * First16) + (ulong)i, Seed))];
        if (KernelCheck.Difference<uint>("pattern", gpu.Device.Read<uint>(memory), expected) is { } fault)
        {
            return fault;
        }

        ulong wrong = gpu.Device.Allocate<ulong>([0]), first = gpu.Device.Allocate<ulong>([ulong.MaxValue]);
        ulong[] check = [memory, First16, Words16, Seed, uint.MaxValue, wrong, first];
        gpu.Launch("pattern_check", Blocks, check);
        ulong clean = gpu.Device.Read<ulong>(wrong)[0];
        gpu.Device.Memory(memory)[(7777 * 16) + 5] ^= 0x21;
        gpu.Device.Memory(memory)[(8888 * 16) + 15] ^= 0x80;
        gpu.Launch("pattern_check", Blocks, check);
        (ulong, ulong, ulong) found = (clean, gpu.Device.Read<ulong>(wrong)[0], gpu.Device.Read<ulong>(first)[0]);
        return found == (0, 3, (First16 + 7777) * 16) ? null : $"clean, wrong and first are {found}";
    }

    private static uint Mix(ulong index, uint seed)
    {
        uint x = ((uint)index * 0x9e3779b1) ^ ((uint)(index >> 32) * 0x85ebca77) ^ seed;
        x = (x ^ (x >> 16)) * 0x7feb352d;
        x = (x ^ (x >> 15)) * 0x846ca68b;
        return x ^ (x >> 16);
    }

    private static byte[] Bytes(Gpu gpu)
    {
        byte[] bytes = new byte[Words16 * 16];
        gpu.Random.NextBytes(bytes);
        return bytes;
    }
}
