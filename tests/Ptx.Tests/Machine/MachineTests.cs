using DePin.Ptx.Tests.Text;

namespace DePin.Ptx.Tests.Machine;

/// <summary>What the interpreter refuses, on kernels of a few lines.</summary>
internal sealed class MachineTests
{
    private const string StoreThread = """
        mov.u32 %r1, %tid.x;
        shl.b32 %r2, %r1, 2;
        st.shared.u32 [%r2], %r1;
        """;

    [TestCase("add.u16 %r1, %r2, %r3;", "not an instruction that the interpreter knows")]
    [TestCase("add.s32 %r1, %r2, %r9;", "'%r9' is not an operand")]
    [TestCase("add.s32 %r1, %r2;", "too few operands")]
    [TestCase("mov.u32 %r1, %clock;", "'%clock' is not an operand")]
    [TestCase("bar.sync 1;", "only barrier 0")]
    [TestCase("ld.param.b32 %r1, [p9];", "'[p9]' is not an operand")]
    [TestCase("bra nowhere;", "no such label")]
    [TestCase("add.s32 %r1, %r2, %r3; add.s32 %r1, %r2, %r3;", "not one statement")]
    [TestCase("shfl.sync.bfly.b32 %r1, %r2, 1, 31, 65535;", "not all lanes")]
    public void What_it_does_not_know_is_refused_with_its_line(string code, string what) =>
        Assert.That(() => Parse(code), Throws.TypeOf<PtxException>().With.Message.StartsWith("line 12: ").And.Message.Contains(what));

    [TestCase(".visible .func f()")]
    [TestCase(".global .align 4 .b8 table[16];")]
    public void What_it_does_not_know_outside_of_an_entry_is_refused(string line) =>
        Assert.That(() => PtxModule.Parse(line), Throws.TypeOf<PtxException>().With.Message.StartsWith("line 1: "));

    [TestCase("ld.global.b32 %r1, [%rd1+64];", "where nothing is allocated")]
    [TestCase("ld.global.b32 %r1, [%rd1+2];", "misaligned")]
    [TestCase("st.shared.u32 [4096], %r1;", "of 1024 bytes of shared memory")]
    [TestCase("st.global.b32 [%rd1], %r1;", "both write")]
    public void An_access_that_is_wrong_is_an_error(string code, string what) => AssertFails(code, what);

    [Test]
    public void Reading_what_another_warp_wrote_needs_a_barrier_whatever_the_order([Range(1, 8)] int seed)
    {
        const string Exchange = "xor.b32 %r3, %r2, 128;\nmov.b32 %r3, %r3;\nst.shared.u32 [%r3], %r1;";
        AssertFails(StoreThread + "\n" + Exchange, "with no barrier between", seed);
        Run(StoreThread + "\nbar.sync 0;\n" + Exchange, seed);
    }

    [Test]
    public void A_warp_that_leaves_a_barrier_out_is_never_waited_for_in_silence() =>
        AssertFails("mov.u32 %r1, %tid.x;\nsetp.lt.u32 %p1, %r1, 40;\n@%p1 bra OUT;\nbar.sync 0;\nOUT:", "come to the barrier");

    [Test]
    public void Lanes_that_come_to_a_collective_instruction_apart_are_an_error() =>
        AssertFails(
            "mov.u32 %r1, %tid.x;\nsetp.lt.u32 %p1, %r1, 5;\n@%p1 bra OUT;\nshfl.sync.bfly.b32 %r1, %r1, 1, 31, -1;\nOUT:",
            "come to it alone");

    [Test]
    public void A_barrier_that_nobody_completes_is_an_error_and_not_a_hang() =>
        AssertFails(
            """
            mbarrier.init.shared::cta.b64 [0], 2;
            AGAIN:
            mbarrier.try_wait.parity.shared::cta.b64 %p1, [0], 0;
            @!%p1 bra AGAIN;
            """,
            "no warp can go on",
            threads: 1);

    [Test]
    public void A_register_that_was_never_written_differs_from_seed_to_seed()
    {
        const string Code = "st.global.b32 [%rd1], %r5;";
        Assert.That(Run(Code, seed: 1, threads: 1), Is.Not.EqualTo(Run(Code, seed: 2, threads: 1)));
    }

    private static void AssertFails(string code, string what, int seed = 1, uint threads = 64) =>
        Assert.That(() => Run(code, seed, threads), Throws.TypeOf<PtxException>().With.Message.Contains(what));

    private static uint Run(string code, int seed, uint threads = 64)
    {
        Device device = new(seed);
        ulong memory = device.Allocate<uint>(new uint[16]);
        new Launch(Parse(code), 1, threads, 0, seed).Run(device, memory);
        return device.Read<uint>(memory)[0];
    }

    private static Entry Parse(string code) => PtxModule.Parse($$"""
        .version 8.0
        .shared .align 1024 .b8 s[1024];
        .visible .entry k(
        .param .u64 p0
        )
        .maxntid 64
        {
        .reg .pred %p<2>;
        .reg .b32 %r<8>;
        .reg .b64 %rd<2>;
        ld.param.b64 %rd1, [p0];
        {{code}}
        ret;
        }
        """).Entries["k"];
}
