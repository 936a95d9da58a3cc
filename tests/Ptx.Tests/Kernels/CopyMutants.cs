using DePin.Benchmark.Kernels;

namespace DePin.Ptx.Tests.Kernels;

/// <summary>Mistakes in the product by mma.sync: copies, barriers, swizzle, tiles.</summary>
internal static class CopyMutants
{
    private const string Product = "gemm_int8";

    public static IEnumerable<Mutant> All =>
    [
        Ampere("a stage is read while its copies are under way", @"async\.wait_group 1", "async.wait_group 2", "a copy is still writing"),
        Ampere("a group of copies is never closed, so the wait is for the one before", @"^ cp\.async\.commit_group;", ""),
        Ampere("warps read a stage before the others have waited for their copies", @"^ bar\.sync.*$", "", "a copy is still writing"),
        Ampere("the ring of stages wraps one stage early where it is read", @"(setp\.eq\.b32 %p4, %r\d+), 2", "$1, 1"),
        Ampere("the ring of stages wraps one stage early where it is written", @"(setp\.eq\.b32 %p5, %r\d+), 2", "$1, 1"),
        Ampere("a slab is fetched that is not there", @"setp\.ge\.u32", "setp.gt.u32", "nothing is allocated"),
        Ampere("the fetch of the next slab has its predicate turned round", @"@%p3 bra", "@!%p3 bra"),
        Ampere("one of A's copies goes to B's place", @"(add\.s32 %r\d+, %r\d+), 8192", "$1, 10240"),
        Ampere("the swizzle joins bits with or instead of xor", @"xor\.b32", "or.b32"),
        Ampere("the swizzle drops a bit", @"(and\.b32 %r\d+, %r\d+), 48", "$1, 32", match: 1),
        Ampere("ldmatrix takes the rows of one matrix twice", @"(and\.b32 %r\d+, %r\d+), 15", "$1, 7"),
        Ampere(
            "the halves of B are exchanged in one multiplication",
            @"(mma\.sync[^{]*\{[^}]*\}, \{[^}]*\}, \{)(%r\d+),(%r\d+)\}",
            "$1$3,$2}",
            match: 5),
        Ampere("a fragment of D is stored a pair too far", @"(st\.global\.v2\.b32 \[%rd\d+)\+32\]", "$1+40]"),
        Ampere("tiles are a row apart where they should be a group of rows", @"(shl\.b32 %r\d+, %r\d+), 3;", "$1, 2;"),
        new(
            "the first sums of an exact product are added to what was there",
            PtxFamily.Sm80,
            "exact product of Fp16",
            new PtxEdit("gemm_exact_fp16", @"(setp\.gt\.u32 %p\d+, %r\d+), 127;", "$1, 0;")),
        Turing("the next slab is stored while warps still read the last", @"^ bar\.sync.*$", "", "nobody has written", match: 1),
        Turing("both slabs are in one half of shared memory", @"(xor\.b32 %r\d+, %r\d+), 16384", "$1, 0", "with no barrier between"),
        Turing("a quarter of one step is left out", @"^.*mma\.sync\.aligned\.m8n8k16.*$", "", match: 9),
        Turing("a matrix is loaded from the half that is written next", @"(and\.b32 %r\d+, %r\d+), 16384", "$1, 0"),
    ];

    private static Mutant Ampere(string mistake, string pattern, string replacement, string found = "", int match = 0) =>
        new(mistake, PtxFamily.Sm80, "product of Int8", new PtxEdit(Product, pattern, replacement, match), found);

    private static Mutant Turing(string mistake, string pattern, string replacement, string found = "", int match = 0) =>
        new(mistake, PtxFamily.Sm75, "product of Int8", new PtxEdit(Product, pattern, replacement, match), found);
}
