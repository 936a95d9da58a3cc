using DePin.Benchmark.Gpus.Launching;
using DePin.Benchmark.Gpus.Native;
using DePin.Benchmark.Kernels;

namespace DePin.Benchmark.Tests.Gpus.Launching;

/// <summary>The launch layer against the simulated driver, which refuses what CUDA refuses.</summary>
public sealed class GpuContextTests
{
    [TestCase("7.5", "84", "sm_75")]
    [TestCase("8.6", "84", "sm_80")]
    [TestCase("8.9", "84", "sm_89")]
    [TestCase("9.0", "84", "sm_90a")]
    [TestCase("12.0", "84", "sm_89, compiled forward for 12.0")]
    [TestCase("8.9", "83", "sm_80")]
    [TestCase("9.0", "74", "sm_80, compiled forward for 9.0")]
    [CancelAfter(60_000)]
    public async Task A_gpu_runs_the_fastest_kernels_that_it_has_and_its_driver_knows(
        string capability, string ptx, string path, CancellationToken token)
    {
        using SimulatedGpu simulated = await SimulatedGpu.StartAsync(token, ("capability", capability), ("ptx", ptx));
        using GpuContext gpu = new(simulated.Cuda, simulated.Gpu);

        Assert.That(gpu.Path, Is.EqualTo(path));
        foreach (Kernel kernel in KernelCatalogue.Of(gpu.Family))
        {
            Assert.That(gpu.Kernel(kernel.Name), Is.Not.Null);
        }
    }

    [Test, CancelAfter(60_000)]
    public async Task A_driver_too_old_for_every_family_is_an_error_with_the_compilers_words(CancellationToken token)
    {
        using SimulatedGpu simulated = await SimulatedGpu.StartAsync(token, ("ptx", "73"));
        using GpuContext gpu = new(simulated.Cuda, simulated.Gpu);

        CudaException failed = Assert.Throws<CudaException>(() => _ = gpu.Family);

        Assert.That((failed.Failure.Call, failed.Failure.Status), Is.EqualTo(("cuModuleLoadDataEx", GpuContext.UnsupportedPtx)));
        Assert.That(failed.Log, Is.EqualTo("ptxas fatal: Unsupported .version"));
        Assert.That(simulated.Cuda.IsSpoiled, Is.False);
    }

    [Test, CancelAfter(60_000)]
    public async Task What_is_copied_there_computed_and_copied_back_is_what_it_should_be(CancellationToken token)
    {
        using SimulatedGpu simulated = await SimulatedGpu.StartAsync(token);
        using GpuContext gpu = new(simulated.Cuda, simulated.Gpu);
        using GpuStream stream = gpu.CreateStream();
        using PinnedBuffer host = gpu.AllocatePinned(64);
        using DeviceBuffer pair = gpu.Allocate(64), parent = gpu.Allocate(32);
        using GpuEvent start = gpu.CreateEvent(), end = gpu.CreateEvent();
        for (int i = 0; i < 64; i++)
        {
            host.Bytes[i] = (byte)i;
        }

        stream.Record(start);
        stream.CopyTo(pair, host, 64);
        gpu.Kernel("merkle_parents").Each(stream, 1, parent, pair, 1u);
        stream.CopyFrom(parent, 0, host, 32);
        stream.Record(end);
        stream.Synchronize();

        byte[] message = [1, .. Enumerable.Range(0, 64).Select(i => (byte)i)];
        Assert.That(host.Bytes[..32].ToArray(), Is.EqualTo(System.Security.Cryptography.SHA256.HashData(message)));
        Assert.That(end.Since(start), Is.GreaterThanOrEqualTo(TimeSpan.Zero).And.LessThan(TimeSpan.FromSeconds(30)));
    }

    [Test, CancelAfter(60_000)]
    public async Task Arguments_that_are_not_the_catalogues_are_refused_before_the_driver_sees_them(CancellationToken token)
    {
        using SimulatedGpu simulated = await SimulatedGpu.StartAsync(token);
        using GpuContext gpu = new(simulated.Cuda, simulated.Gpu);
        using GpuStream stream = gpu.CreateStream();
        using DeviceBuffer buffer = gpu.Allocate(1 << 20);
        GpuKernel parents = gpu.Kernel("merkle_parents"), copy = gpu.Kernel("memory_copy"), product = gpu.Kernel("gemm_int8");

        Assert.That(
            () => parents.Each(stream, 1, buffer, buffer), Throws.ArgumentException.With.Message.Contains("takes 3 arguments, not 2"));
        Assert.That(
            () => parents.Each(stream, 1, buffer, buffer, 1ul),
            Throws.ArgumentException.With.Message.Contains("count of merkle_parents is a Word, not a DoubleWord"));
        Assert.That(() => copy.Each(stream, 1, buffer, buffer, 1ul), Throws.ArgumentException.With.Message.Contains("not by items"));
        Assert.That(() => parents.Blocks(stream, 1, buffer, buffer, 1u), Throws.ArgumentException.With.Message.Contains("not by blocks"));
        Assert.That(
            () => product.Product(stream, buffer, buffer, buffer, 128, 128, 128),
            Throws.ArgumentException.With.Message.Contains("128 × 128"));
        Assert.That(() => gpu.Kernel("gemm_int4"), Throws.ArgumentException.With.Message.Contains("have no 'gemm_int4'"));
        Assert.That(() => buffer.At(1 << 20), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test, CancelAfter(60_000)]
    public async Task An_error_that_stays_comes_with_the_next_wait_and_spoils_the_process_and_giving_back_is_quiet(CancellationToken token)
    {
        using SimulatedGpu simulated = await SimulatedGpu.StartAsync(token, ("launches", 1));
        using GpuContext gpu = new(simulated.Cuda, simulated.Gpu);
        using GpuStream stream = gpu.CreateStream();
        using DeviceBuffer buffer = gpu.Allocate(64);
        GpuKernel nothing = gpu.Kernel("launch_nothing");
        nothing.Blocks(stream, 1);
        stream.Synchronize();
        nothing.Blocks(stream, 1);

        CudaException failed = Assert.Throws<CudaException>(stream.Synchronize);

        Assert.That(failed.Failure.ToString(), Is.EqualTo("cuStreamSynchronize: 700 (CUDA_ERROR_ILLEGAL_ADDRESS)"));
        Assert.That((failed.IsSticky, simulated.Cuda.IsSpoiled), Is.EqualTo((true, true)));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_full_gpu_is_an_error_that_does_not_stay(CancellationToken token)
    {
        using SimulatedGpu simulated = await SimulatedGpu.StartAsync(token);
        using GpuContext gpu = new(simulated.Cuda, simulated.Gpu);
        long free = gpu.FreeBytes();

        CudaException failed = Assert.Throws<CudaException>(() => gpu.Allocate(free + 1));

        Assert.That((failed.Failure.Status, simulated.Cuda.IsSpoiled), Is.EqualTo((CudaException.OutOfMemory, false)));
        gpu.Allocate(free).Dispose();
        Assert.That(gpu.FreeBytes(), Is.EqualTo(free));
    }
}
