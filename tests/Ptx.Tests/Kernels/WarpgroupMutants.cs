using DePin.Benchmark.Kernels;

namespace DePin.Ptx.Tests.Kernels;

/// <summary>Mistakes in Hopper's kernels: barriers in shared memory, bulk copies, descriptors, waits.</summary>
internal static class WarpgroupMutants
{
    public static IEnumerable<Mutant> All =>
    [
        Product("a stage is given back while tensor cores read it", @"(wait_group\.sync\.aligned) 1", "$1 2", "with no barrier between"),
        Product("sums are stored before the last steps have ended", @"^ wgmma\.wait_group\.sync\.aligned 0;$", "", "a wgmma still writes"),
        Product("steps begin with no fence after their sums were written", @"^ wgmma\.fence.*$", "", "no wgmma.fence"),
        Product("steps are never committed to a group", @"^ wgmma\.commit_group.*$", ""),
        Product("the first step of a tile adds to the tile before", @"setp\.ne\.b32 p, %r\d+, 0;\nwgmma", "setp.ne.b32 p, 1, 0;\nwgmma"),
        Product("a step along k is 64 bytes in the descriptor", "4611686293305360388", "4611686293305360392"),
        Product("the descriptor has no swizzle", "4611686293305360384", "274877972480", "not of the 128-byte swizzle"),
        Product("the descriptor's groups of rows are half as far apart", "4611686293305360384", "4611686155866406912", match: -1),
        Product("consumers go on when a stage is not full, and wait when it is", "@!done bra AGAIN1", "@done bra AGAIN1"),
        Product("the producer waits for the wrong parity of an empty stage", @"(xor\.b32 %r\d+, %r\d+), 1", "$1, 0"),
        Product("the producer does not wait for an empty stage", @"@!done bra AGAIN0;", ""),
        Product("the consumers do not wait for a full stage", @"@!done bra AGAIN1;", ""),
        Product("a stage counts as full when A is there", @"(mov\.b32 %r\d+), 49152", "$1, 16384"),
        Product("only half of B is copied", @"(mov\.b32 %r\d+), 32768", "$1, 16384"),
        Product("a stage counts as empty when four of eight warps have read it", @"(mov\.b32 %r\d+), 8;", "$1, 4;"),
        Product("every lane arrives instead of one", @"@p mbarrier\.arrive", "mbarrier.arrive"),
        Product("the barriers are used before they are initialised", @"^ bar\.sync.*$", ""),
        Product("no fence follows the initialisation of the barriers", @"^ fence\..*$", "", "no fence after it", match: -1),
        Product("the second warpgroup multiplies the first one's rows", @"(shl\.b32 %r\d+, %r\d+), 13", "$1, 1"),
        new(
            "an exact product sums in FP32 for too long",
            PtxFamily.Sm90a,
            "exact product of Fp16",
            new PtxEdit("gemm_exact_fp16", @"(and\.b32 %r\d+, %r\d+), 63;", "$1, 1023;", -1)),
        new(
            "operands are stored with no fence before tensor cores read them",
            PtxFamily.Sm90a,
            "rate of Int8",
            new PtxEdit("rate_int8", @"^ fence\.proxy\.async.*$", ""),
            "no fence.proxy.async"),
        new(
            "operands are read by warps that have not waited for them",
            PtxFamily.Sm90a,
            "rate of Int8",
            new PtxEdit("rate_int8", @"^ bar\.sync.*$", ""),
            "with no barrier between"),
        new(
            "a rate counts four steps and makes three",
            PtxFamily.Sm90a,
            "rate of Fp8",
            new PtxEdit("rate_fp8", @"^wgmma\.mma_async.*$", "", 2)),
    ];

    private static Mutant Product(string mistake, string pattern, string replacement, string found = "", int match = 0) =>
        new(mistake, PtxFamily.Sm90a, "product of Int8", new PtxEdit("gemm_int8", pattern, replacement, match), found);
}
