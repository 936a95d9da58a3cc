using DePin.NodeAgent.Gpus;

namespace DePin.NodeAgent.Tests.Gpus;

public sealed class XidLineTests
{
    [TestCase("NVRM: Xid (PCI:0000:3b:00): 79, pid='<unknown>', name=<unknown>, GPU has fallen off the bus.", "0000:3b:00", 79)]
    [TestCase("NVRM: Xid (PCI:0000:3B:00): 31, pid=7194, name=python, Ch 00000008, intr 00000000. MMU Fault: ENGINE GRAPHICS "
        + "GPCCLIENT_T1_0 faulted @ 0x7f61_1c000000. Fault is of type FAULT_PDE ACCESS_TYPE_VIRT_READ", "0000:3b:00", 31)]
    [TestCase("NVRM: Xid (PCI:0000:01:00): 13, pid=2264, name=train, Graphics SM Warp Exception on (GPC 1, TPC 0, SM 1): Illegal "
        + "Instruction Encoding", "0000:01:00", 13)]
    [TestCase("NVRM: Xid (PCI:0000:b7:00 GPU-I:05): 94, pid='7194', name=<unknown>, Contained: CE User Channel (0x9). RST: No, D-RST: No",
        "0000:b7:00", 94)]
    [TestCase("NVRM: Xid (PCI:0000:10:1c): 63, pid=1896, Row Remapper: New row marked for remapping, reset gpu to activate.",
        "0000:10:1c", 63)]
    [TestCase("NVRM: Xid (PCI:0009:01:00): 121, C2C Link corrected error", "0009:01:00", 121)]
    [TestCase("NVRM: Xid (PCI:0000:3b:00.0): 119, pid=512, name=nvidia-smi, Timeout waiting for RPC from GSP!", "0000:3b:00", 119)]
    [TestCase("NVRM: Xid (0000:03:00): 14, Channel 00000001", "0000:03:00", 14, TestName = "An old driver leaves PCI out")]
    [TestCase("NVRM: Xid (PCI:0000:01:00): 79", "0000:01:00", 79, TestName = "Nothing behind the number")]
    public void What_the_driver_writes_is_read(string message, string gpu, int number)
    {
        Assert.That(XidLine.TryParse(message, TimeSpan.FromSeconds(5), out XidEvent? xid), Is.True);
        Assert.That((xid!.Gpu.ToString(), xid.Number, xid.At), Is.EqualTo((gpu, number, TimeSpan.FromSeconds(5))));
    }

    [TestCase("")]
    [TestCase("NVRM: Xid (")]
    [TestCase("NVRM: Xid (PCI:0000:3b:00): ")]
    [TestCase("NVRM: Xid (PCI:0000:3b:00): seventy-nine")]
    [TestCase("NVRM: Xid (PCI:0000:3b:00): 79x")]
    [TestCase("NVRM: Xid (PCI:0000:3b:00): 99999999999999999999, x")]
    [TestCase("NVRM: Xid (PCI:0000:3b): 79, x")]
    [TestCase("NVRM: Xid (PCI:0000:3b:00:00): 79, x")]
    [TestCase("NVRM: Xid (PCI:zzzz:3b:00): 79, x")]
    [TestCase("NVRM: Xid (PCI:0000:3b:1ff): 79, x")]
    [TestCase("NVRM: Xid (PCI:-000:3b:00): 79, x")]
    [TestCase("NVRM: Xid (): 79, x")]
    [TestCase("NVRM: GPU at PCI:0000:3b:00: GPU-b850f46d-d5ea-c752-ddf3-c4453e44d3f7")]
    [TestCase("nvidia-nvswitch0: SXid (PCI:0000:00:00.0): 11001, Fatal, ingress invalid command")]
    [TestCase("job said: NVRM: Xid (PCI:0000:3b:00): 79, GPU has fallen off the bus", TestName = "Only at the beginning")]
    [TestCase("NVRM: Xid (PCI:[4242]: segfault at 0 ip 0000000000000000 sp 00007ffd error 14", TestName = "A program with such a name")]
    public void What_the_driver_does_not_write_is_no_error_of_a_gpu(string message) =>
        Assert.That(XidLine.TryParse(message, default, out _), Is.False);

    [Test]
    public void A_job_that_chose_its_name_decides_nothing_by_it()
    {
        Assert.That(
            XidLine.TryParse("NVRM: Xid (PCI:0000:3b:00): 31, pid=1, name=): 79, GPU \u001b[31m, MMU Fault", default, out XidEvent? xid),
            Is.True);
        Assert.That((xid!.Number, xid.Text), Is.EqualTo((31, "pid=1, name=): 79, GPU ?[31m, MMU Fault")));
    }

    [Test]
    public void Words_are_cut()
    {
        Assert.That(XidLine.TryParse($"NVRM: Xid (PCI:0000:3b:00): 31, {new string('x', 9000)}", default, out XidEvent? xid), Is.True);
        Assert.That(xid!.Text, Has.Length.EqualTo(XidLine.MaxText));
    }
}
