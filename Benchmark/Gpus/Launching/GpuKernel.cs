using DePin.Benchmark.Gpus.Native;
using DePin.Benchmark.Kernels;

namespace DePin.Benchmark.Gpus.Launching;

/// <summary>A kernel on a GPU, launched as the catalogue says: with its threads, its shared memory, parameters of its types.</summary>
internal sealed class GpuKernel
{
    /// <summary>Dynamic shared memory that a function may have unasked.</summary>
    private const uint SharedUnasked = 48 << 10;

    private readonly Kernel _kernel;
    private readonly CudaWork _work;
    private readonly nint _function;
    private readonly uint _multiprocessors;

    internal GpuKernel(Kernel kernel, CudaWork work, nint module, int multiprocessors)
    {
        (_kernel, _work, _multiprocessors) = (kernel, work, (uint)multiprocessors);
        _function = work.Function(module, kernel.Name);
        if (kernel.DynamicSharedBytes > SharedUnasked)
        {
            work.AllowShared(_function, kernel.DynamicSharedBytes);
        }
    }

    /// <summary>One thread for each item.</summary>
    public void Each(GpuStream stream, ulong items, params ReadOnlySpan<KernelArgument> arguments)
    {
        Require(_kernel.Grid is KernelGrid.Each, "by items");
        Launch(stream, KernelGrid.Each.Blocks(items, _kernel.BlockThreads), arguments);
    }

    /// <summary>As many blocks as the caller likes.</summary>
    public void Blocks(GpuStream stream, uint blocks, params ReadOnlySpan<KernelArgument> arguments)
    {
        Require(_kernel.Grid is KernelGrid.Strided or KernelGrid.Independent, "by blocks");
        Launch(stream, blocks, arguments);
    }

    /// <summary>A matrix product: D[m][n] = A[m][k] · B[n][k]^T.</summary>
    /// <exception cref="ArgumentException">The sizes are no multiples of the family's tile.</exception>
    public void Product(GpuStream stream, KernelArgument d, KernelArgument a, KernelArgument b, uint m, uint n, uint rowBytes)
    {
        uint blocks = _kernel.Grid switch
        {
            KernelGrid.Tiles tiles when m % tiles.Rows == 0 && n % tiles.Columns == 0 => tiles.Blocks(m, n),
            KernelGrid.Resident tiles when m % tiles.Rows == 0 && n % tiles.Columns == 0 => tiles.Blocks(m, n, _multiprocessors),
            _ => throw new ArgumentException($"{_kernel.Name} is launched by {_kernel.Grid}, not for {m} × {n}"),
        };
        Launch(stream, blocks, d, a, b, m, n, rowBytes);
    }

    private void Require(bool holds, string how)
    {
        if (!holds)
        {
            throw new ArgumentException($"{_kernel.Name} is launched by {_kernel.Grid}, not {how}");
        }
    }

    private void Launch(GpuStream stream, uint blocks, params ReadOnlySpan<KernelArgument> arguments)
    {
        if (arguments.Length != _kernel.Parameters.Length)
        {
            throw new ArgumentException($"{_kernel.Name} takes {_kernel.Parameters.Length} arguments, not {arguments.Length}");
        }

        Span<ulong> bits = stackalloc ulong[arguments.Length];
        for (int i = 0; i < bits.Length; i++)
        {
            KernelParameter parameter = _kernel.Parameters[i];
            bits[i] = arguments[i].Type == parameter.Type
                ? arguments[i].Bits
                : throw new ArgumentException($"{parameter.Name} of {_kernel.Name} is a {parameter.Type}, not a {arguments[i].Type}");
        }

        _work.Launch(_function, blocks, _kernel.BlockThreads, _kernel.DynamicSharedBytes, stream.Handle, bits);
    }
}
