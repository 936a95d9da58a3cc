using System.Runtime.InteropServices;
using DePin.Attestation;
using DePin.Benchmark.Gpus.Launching;
using DePin.Benchmark.Kernels;
using DePin.Benchmark.Proof.Streams;
using DePin.Benchmark.Tests.Proof;

namespace DePin.Benchmark.Tests.Gpus.Launching;

/// <summary>
/// The simulated driver's kernels do what those that ship are held to: the proofs' are tested by the proofs, and here are the others. What
/// ships is tested in Ptx.Tests, against the same words of docs/kernels.md.
/// </summary>
public sealed class SimulatedKernelTests
{
    private const int Words16 = 9001;
    private const uint Blocks = 3;

    private static IEnumerable<TestCaseData> Cases() =>
        from capability in new[] { "7.5", "8.0", "8.9", "9.0" }
        from element in PtxFamily.For(ComputeCapability.Parse(capability))[0].Elements
        select new TestCaseData(capability, element);

    [Test, CancelAfter(60_000)]
    public async Task Memory_is_read_copied_and_combined(CancellationToken token)
    {
        const int Bytes = Words16 * 16, Threads = (int)Blocks * 512;
        const float Factor = 0.75f;
        using SimulatedGpu simulated = await SimulatedGpu.StartAsync(token);
        using GpuContext gpu = new(simulated.Cuda, simulated.Gpu);
        using GpuStream stream = gpu.CreateStream();
        float[] b = Floats(ProofSample.SeededRandom());
        using DeviceBuffer first = Upload<float>(gpu, stream, b), second = gpu.Allocate(Bytes), sums = gpu.Allocate(Threads * 16);

        gpu.Kernel("memory_copy").Blocks(stream, Blocks, second, first, (ulong)Words16);
        Assert.That(Download<float>(gpu, stream, second), Is.EqualTo(b));

        gpu.Kernel("memory_read").Blocks(stream, Blocks, sums, first, (ulong)Words16);
        UInt128[] expected = new UInt128[Threads];
        foreach ((int i, UInt128 word) in MemoryMarshal.Cast<float, UInt128>(b).ToArray().Index())
        {
            expected[i % Threads] ^= word;
        }

        Assert.That(Download<UInt128>(gpu, stream, sums), Is.EqualTo(expected));

        gpu.Kernel("memory_triad").Blocks(stream, Blocks, second, first, first, Factor, (ulong)Words16);
        Assert.That(Download<float>(gpu, stream, second), Is.EqualTo(b.Select(x => MathF.FusedMultiplyAdd(Factor, x, x))));
    }

    [TestCaseSource(nameof(Cases)), CancelAfter(120_000)]
    public async Task Products_are_those_of_the_streams_elements(
        string capability, KernelElement element, CancellationToken token)
    {
        using SimulatedGpu simulated = await SimulatedGpu.StartAsync(token, ("capability", capability));
        using GpuContext gpu = new(simulated.Cuda, simulated.Gpu);
        using GpuStream stream = gpu.CreateStream();
        (uint rows, uint columns, uint bytes) = (128, 256, 192);
        uint rowBytes = (bytes + gpu.Family.Gemm.SlabBytes - 1) / gpu.Family.Gemm.SlabBytes * gpu.Family.Gemm.SlabBytes;
        Hash32 key = ProofSample.SeededRandom().NextHash();
        using DeviceBuffer keys = Upload<byte>(gpu, stream, key.ToArray());
        using DeviceBuffer a = gpu.Allocate(rows * rowBytes), b = gpu.Allocate(columns * rowBytes), d = gpu.Allocate(rows * columns * 4);
        GpuKernel operand = gpu.Kernel($"operand_{Lower(element)}");
        operand.Each(stream, rows * rowBytes / 64, a, keys, 0u, rows, bytes, rowBytes, gpu.Family.Gemm.BlockRowsA);
        operand.Each(stream, columns * rowBytes / 64, b, keys, rows, columns, bytes, rowBytes, gpu.Family.Gemm.BlockRowsB);
        gpu.Kernel($"gemm_{Lower(element)}").Product(stream, d, a, b, rows, columns, rowBytes);

        double[] values = Elements(element, key, (int)((rows + columns) * bytes));
        int length = (int)bytes / Size(element);
        double[] expected = new double[rows * columns];
        for (int i = 0; i < expected.Length; i++)
        {
            int left = i / (int)columns * length, right = ((int)rows + (i % (int)columns)) * length;
            expected[i] = Enumerable.Range(0, length).Sum(k => values[left + k] * values[right + k]);
        }

        double[] product = element == KernelElement.Int8
            ? [.. Download<int>(gpu, stream, d).Select(sum => (double)sum)]
            : [.. Download<float>(gpu, stream, d).Select(sum => (double)sum)];
        Assert.That(product, Is.EqualTo(expected.Select(sum => (double)(float)sum)));
    }

    [TestCaseSource(nameof(Cases)), CancelAfter(60_000)]
    public async Task Repeated_work_gives_each_thread_the_sum_of_every_repetition(
        string capability, KernelElement element, CancellationToken token)
    {
        using SimulatedGpu simulated = await SimulatedGpu.StartAsync(token, ("capability", capability));
        using GpuContext gpu = new(simulated.Cuda, simulated.Gpu);
        using GpuStream stream = gpu.CreateStream();
        byte[] one = element switch
        {
            KernelElement.Int8 => [1],
            KernelElement.Fp16 => [0x00, 0x3c],
            KernelElement.Bf16 => [0x80, 0x3f],
            _ => [0x38],
        };
        byte[] ones = [.. Enumerable.Range(0, (int)gpu.Family.Rate.InputBytes).Select(i => one[i % one.Length])];
        using DeviceBuffer input = Upload<byte>(gpu, stream, ones), output = gpu.Allocate(2 * 256 * 4);
        gpu.Kernel($"rate_{Lower(element)}").Blocks(stream, 2, output, input, 5u);

        // Along k 32 bytes in 4 sums of 8 chains and 4 steps, which begin at their numbers, or 128 bytes in 128 sums.
        int expected = gpu.Family == PtxFamily.Sm90a
            ? 5 * 128 * 128 / Size(element)
            : (5 * 4 * 8 * 4 * 32 / Size(element)) + (4 * 28);
        double[] sums = element == KernelElement.Int8
            ? [.. Download<int>(gpu, stream, output).Select(sum => (double)sum)]
            : [.. Download<float>(gpu, stream, output).Select(sum => (double)sum)];
        Assert.That(sums, Has.Length.EqualTo(512).And.All.EqualTo(expected));
    }

    /// <summary>The numbers that a stream's bytes stand for.</summary>
    private static double[] Elements(KernelElement element, Hash32 key, int bytes)
    {
        uint[] words = new uint[bytes / 4];
        ChaCha.Words32(key, 8, words);
        byte[] stream = MemoryMarshal.AsBytes<uint>(words).ToArray();
        return element switch
        {
            KernelElement.Int8 => [.. stream.Select(value => (double)(sbyte)value)],
            KernelElement.Fp8 => [.. stream.Select(E4M3)],
            _ => [.. MemoryMarshal.Cast<byte, short>(stream).ToArray().Select(value => (double)(value >> 7))],
        };
    }

    /// <summary>A sign, four bits of exponent over -7, three of mantissa; no NaN is made.</summary>
    private static double E4M3(byte code)
    {
        int magnitude = (code & 0x7f) == 0x7f ? 0x7e : code & 0x7f, exponent = magnitude >> 3, mantissa = magnitude & 7;
        double value = exponent == 0 ? Math.ScaleB(mantissa, -9) : Math.ScaleB(8 + mantissa, exponent - 10);
        return code < 0x80 ? value : -value;
    }

    private static float[] Floats(Random random) => [.. Enumerable.Range(0, Words16 * 4).Select(_ => random.NextSingle())];

    private static int Size(KernelElement element) => element is KernelElement.Int8 or KernelElement.Fp8 ? 1 : 2;

    private static string Lower(KernelElement element) => element.ToString().ToLowerInvariant();

    private static DeviceBuffer Upload<T>(GpuContext gpu, GpuStream stream, T[] content)
        where T : unmanaged
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes<T>(content);
        using PinnedBuffer host = gpu.AllocatePinned(bytes.Length);
        DeviceBuffer buffer = gpu.Allocate(bytes.Length);
        bytes.CopyTo(host.Bytes);
        stream.CopyTo(buffer, host, bytes.Length);
        stream.Synchronize();
        return buffer;
    }

    private static T[] Download<T>(GpuContext gpu, GpuStream stream, DeviceBuffer buffer)
        where T : unmanaged
    {
        using PinnedBuffer host = gpu.AllocatePinned((int)buffer.Bytes);
        stream.CopyFrom(buffer, 0, host, host.Length);
        stream.Synchronize();
        return MemoryMarshal.Cast<byte, T>(host.Bytes).ToArray();
    }
}
