using DePin.Benchmark.Kernels;

namespace DePin.Ptx.Tests.Kernels;

internal sealed class PtxFamilyTests
{
    [TestCase(7, 0, "")]
    [TestCase(7, 5, "sm_75")]
    [TestCase(8, 0, "sm_80, sm_75")]
    [TestCase(8, 6, "sm_80, sm_75")]
    [TestCase(8, 9, "sm_89, sm_80, sm_75")]
    [TestCase(9, 0, "sm_90a, sm_89, sm_80, sm_75")]
    [TestCase(10, 3, "sm_89, sm_80, sm_75")]
    [TestCase(12, 0, "sm_89, sm_80, sm_75")]
    public void A_GPU_runs_what_was_compiled_for_it_or_before_it_and_Hopper_its_own(int major, int minor, string families) =>
        Assert.That(string.Join(", ", PtxFamily.For(new ComputeCapability(major, minor))), Is.EqualTo(families));

    [TestCase(8, 6, "sm_80")]
    [TestCase(9, 0, "sm_90a")]
    [TestCase(10, 0, "sm_89, compiled forward for 10.0")]
    [TestCase(12, 0, "sm_89, compiled forward for 12.0")]
    public void What_runs_below_its_generation_is_said(int major, int minor, string path)
    {
        ComputeCapability capability = new(major, minor);
        Assert.That(PtxFamily.For(capability)[0].PathOn(capability), Is.EqualTo(path));
    }

    [Test]
    public void A_grid_has_whole_blocks_and_whole_tiles()
    {
        Assert.That(KernelGrid.Each.Blocks(257, 128), Is.EqualTo(3));
        Assert.That(() => KernelGrid.Each.Blocks(1ul << 40, 128), Throws.TypeOf<OverflowException>());
        Assert.That(new KernelGrid.Tiles(128, 128).Blocks(256, 512), Is.EqualTo(8));
        Assert.That(new KernelGrid.Resident(128, 256).Blocks(256, 512, multiprocessors: 132), Is.EqualTo(4));
        Assert.That(new KernelGrid.Resident(128, 256).Blocks(16384, 16384, multiprocessors: 132), Is.EqualTo(132));
    }

    [Test]
    public void A_kernel_that_a_family_has_not_is_named() =>
        Assert.That(
            () => KernelCatalogue.Find(PtxFamily.Sm75, "gemm_fp8"),
            Throws.ArgumentException.With.Message.Contains("sm_75 have no 'gemm_fp8'"));
}
