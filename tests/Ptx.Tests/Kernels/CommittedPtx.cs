using System.Collections.Concurrent;
using DePin.Benchmark.Kernels;
using DePin.Ptx.Tests.Text;

namespace DePin.Ptx.Tests.Kernels;

/// <summary>The PTX that ships, read once.</summary>
internal static class CommittedPtx
{
    private static readonly ConcurrentDictionary<(PtxFamily, KernelModule), Lazy<PtxModule>> _modules = [];

    public static PtxModule Module(PtxFamily family, KernelModule module) => _modules.GetOrAdd(
        (KernelCatalogue.ModuleFamily(family, module), module),
        key => new Lazy<PtxModule>(() => PtxModule.Parse(KernelCatalogue.Ptx(key.Item1, key.Item2)))).Value;

    public static PtxModule Module(PtxFamily family, KernelModule module, PtxEdit edit) =>
        PtxModule.Parse(edit.Apply(KernelCatalogue.Ptx(family, module)));
}
