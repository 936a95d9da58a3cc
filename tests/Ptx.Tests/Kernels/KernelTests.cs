using System.Globalization;
using DePin.Benchmark.Kernels;

namespace DePin.Ptx.Tests.Kernels;

/// <summary>Every kernel that ships, in every family, run by the interpreter and held against a reference.</summary>
internal sealed class KernelTests
{
    private static IEnumerable<TestCaseData> Checks() =>
        from family in PtxFamily.All
        from check in KernelCheck.All(family)
        from seed in new[] { 1, 2 }
        where family == PtxFamily.Sm75 || !check.Kernels.All(name => IsShared(family, name))
        select new TestCaseData(family, check, seed)
            .SetArgDisplayNames(family.Name, check.Name, seed.ToString(CultureInfo.InvariantCulture));

    [TestCaseSource(nameof(Checks))]
    public void A_kernel_does_what_its_reference_does(PtxFamily family, KernelCheck check, int seed) =>
        Assert.That(check.Fault(new Gpu(family, seed, mistake: null)), Is.Null);

    [TestCaseSource(typeof(PtxFamily), nameof(PtxFamily.All))]
    public void No_kernel_is_left_unchecked(PtxFamily family) =>
        Assert.That(KernelCheck.All(family).SelectMany(check => check.Kernels).Distinct(), Is.EquivalentTo(Names(family)));

    [TestCaseSource(typeof(PtxFamily), nameof(PtxFamily.All))]
    public void The_catalogue_is_what_the_PTX_has(PtxFamily family)
    {
        foreach (KernelModule module in Enum.GetValues<KernelModule>())
        {
            Text.PtxModule ptx = CommittedPtx.Module(family, module);
            PtxFamily compiled = KernelCatalogue.ModuleFamily(family, module);
            Assert.That((ptx.Target, ptx.Version), Is.EqualTo((compiled.Name, compiled.PtxVersion.ToString())));
            Kernel[] kernels = [.. KernelCatalogue.Of(family).Where(kernel => kernel.Module == module)];
            Assert.That(ptx.Entries.Keys, Is.EquivalentTo(kernels.Select(kernel => kernel.Name)));
            foreach (Kernel kernel in kernels)
            {
                Text.Entry entry = ptx.Entries[kernel.Name];
                Assert.That(entry.Parameters.Select(parameter => parameter.Type), Is.EqualTo(kernel.Parameters.Select(Type)), kernel.Name);
                Assert.That((uint)entry.MaxThreads, Is.EqualTo(kernel.BlockThreads), kernel.Name);
            }
        }
    }

    private static bool IsShared(PtxFamily family, string name) =>
        KernelCatalogue.ModuleFamily(family, KernelCatalogue.Find(family, name).Module) != family;

    private static IEnumerable<string> Names(PtxFamily family) => KernelCatalogue.Of(family).Select(kernel => kernel.Name);

    private static string Type(KernelParameter parameter) => parameter.Type switch
    {
        KernelParameterType.Word => "u32",
        KernelParameterType.Float => "f32",
        _ => "u64",
    };
}
