using System.Text;
using DePin.Benchmark.Gpus.Native;
using DePin.Benchmark.Kernels;

namespace DePin.Benchmark.Gpus.Launching;

/// <summary>
/// A GPU made ready to compute, on the thread that made it and on no other: its context, its kernels as they are first asked for, memory,
/// streams. Whatever the driver refuses is a <see cref="CudaException"/> with the function and its status.
/// </summary>
internal sealed class GpuContext : IDisposable
{
    /// <summary>CUDA_ERROR_UNSUPPORTED_PTX_VERSION: this driver is older than the text.</summary>
    public const int UnsupportedPtx = 222;

    private readonly int _device;
    private readonly CudaGpu _gpu;
    private readonly Dictionary<KernelModule, nint> _modules = [];
    private readonly Dictionary<string, GpuKernel> _kernels = [];
    private PtxFamily? _family;

    /// <exception cref="CudaException">The GPU is gone, or lets no more programs in.</exception>
    public GpuContext(CudaLibrary cuda, CudaGpu gpu)
    {
        (Cuda, _gpu) = (cuda, gpu);
        _device = cuda.Device(gpu.Ordinal);
        Handle = cuda.RetainContext(_device);
        Use();
        Capability = ComputeCapability.Parse(gpu.ComputeCapability);
    }

    public ComputeCapability Capability { get; }

    public int Multiprocessors => _gpu.Multiprocessors;

    /// <summary>
    /// Whose tensor kernels run here: the fastest that the GPU has and the driver knows. The first to ask waits for the compiler.
    /// </summary>
    public PtxFamily Family => _family ??= Choose();

    /// <summary>The family, and whether it is compiled forward, in words.</summary>
    public string Path => Family.PathOn(Capability);

    internal CudaLibrary Cuda { get; }

    internal nint Handle { get; }

    /// <summary>What is called next is of this one: who has several on a thread says which, before each use.</summary>
    public void Use() => Cuda.SetContext(Handle);

    /// <summary>Lets this one and another reach each other's memory.</summary>
    public void EnablePeer(GpuContext other)
    {
        Use();
        Cuda.EnablePeer(other.Handle);
        other.Use();
        Cuda.EnablePeer(Handle);
    }

    /// <summary>The kernel of this name, compiled for this GPU.</summary>
    /// <exception cref="ArgumentException">The family has none of that name.</exception>
    public GpuKernel Kernel(string name)
    {
        if (!_kernels.TryGetValue(name, out GpuKernel? found))
        {
            Kernel kernel = KernelCatalogue.Shared.FirstOrDefault(kernel => kernel.Name == name) ?? KernelCatalogue.Find(Family, name);
            found = new GpuKernel(kernel, Cuda.Work, Module(kernel.Module), Multiprocessors);
            _kernels.Add(name, found);
        }

        return found;
    }

    public DeviceBuffer Allocate(long bytes) => new(this, bytes);

    public PinnedBuffer AllocatePinned(int bytes) => new(this, bytes);

    public GpuStream CreateStream() => new(this);

    public GpuEvent CreateEvent() => new(this);

    /// <summary>Bytes that can still be taken, by the driver's word.</summary>
    public long FreeBytes() => Cuda.MemoryInfo().Free;

    public void Dispose()
    {
        foreach (nint module in _modules.Values)
        {
            GiveBack(() => Cuda.Work.UnloadModule(module));
        }

        GiveBack(() => Cuda.SetContext(0));
        GiveBack(() => Cuda.ReleaseContext(_device));
    }

    /// <summary>
    /// Never throws: whoever gives back is often on the way out with an error of his own. What a spoiled process cannot give back goes
    /// with it.
    /// </summary>
    internal static void GiveBack(Action release)
    {
        try
        {
            release();
        }
        catch (CudaException)
        {
            // The call before it has told why.
        }
    }

    private PtxFamily Choose()
    {
        PtxFamily[] families = [.. PtxFamily.For(Capability).DefaultIfEmpty(PtxFamily.Sm75)];
        foreach (PtxFamily family in families[..^1])
        {
            try
            {
                _modules[KernelModule.Gemm] = Load(family, KernelModule.Gemm);
                return family;
            }
            catch (CudaException old) when (old.Failure.Status == UnsupportedPtx)
            {
                // A driver too old for one may know the next.
            }
        }

        _modules[KernelModule.Gemm] = Load(families[^1], KernelModule.Gemm);
        return families[^1];
    }

    private nint Module(KernelModule module)
    {
        if (!_modules.TryGetValue(module, out nint loaded))
        {
            loaded = Load(KernelCatalogue.IsShared(module) ? PtxFamily.Sm75 : Family, module);
            _modules.Add(module, loaded);
        }

        return loaded;
    }

    private nint Load(PtxFamily family, KernelModule module) =>
        Cuda.Work.LoadModule(Encoding.UTF8.GetBytes(KernelCatalogue.Ptx(family, module) + '\0'));
}
