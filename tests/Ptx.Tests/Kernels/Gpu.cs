using DePin.Benchmark.Kernels;
using DePin.Ptx.Tests.Machine;
using DePin.Ptx.Tests.Text;

namespace DePin.Ptx.Tests.Kernels;

/// <summary>A GPU that interprets, launched as the driver edge launches: by the catalogue.</summary>
/// <param name="mistake">What is changed in the PTX first, or null.</param>
internal sealed class Gpu(PtxFamily family, int seed, PtxEdit? mistake)
{
    public PtxFamily Family => family;

    public Device Device { get; } = new(seed);

    /// <summary>What a check draws its data from.</summary>
    public Random Random { get; } = new(seed);

    public void Launch(string name, uint blocks, params ulong[] arguments)
    {
        Kernel kernel = KernelCatalogue.Find(family, name);
        PtxModule module = mistake?.Kernel == name
            ? CommittedPtx.Module(family, kernel.Module, mistake)
            : CommittedPtx.Module(family, kernel.Module);
        new Launch(module.Entries[name], blocks, kernel.BlockThreads, (int)kernel.DynamicSharedBytes, seed).Run(Device, arguments);
    }

    /// <summary>Launches one thread for each item.</summary>
    public void LaunchEach(string name, ulong items, params ulong[] arguments) =>
        Launch(name, KernelGrid.Each.Blocks(items, KernelCatalogue.Find(family, name).BlockThreads), arguments);

    /// <summary>A product, on three multiprocessors where blocks stay.</summary>
    public void LaunchProduct(string name, ulong d, ulong a, ulong b, uint m, uint n, uint rowBytes)
    {
        uint blocks = KernelCatalogue.Find(family, name).Grid switch
        {
            KernelGrid.Tiles tiles => tiles.Blocks(m, n),
            KernelGrid.Resident resident => resident.Blocks(m, n, multiprocessors: 3),
            KernelGrid grid => throw new InvalidOperationException($"{name} is launched by {grid}"),
        };
        Launch(name, blocks, d, a, b, m, n, rowBytes);
    }
}
