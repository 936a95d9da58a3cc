using DePin.Benchmark.Kernels;

namespace DePin.Ptx.Tests.Kernels;

/// <summary>Mistakes in the proofs and in what runs beside them.</summary>
internal static class ProofMutants
{
    private const string Gemm = "a round of PoG-GEMM int8";
    private const string Vram = "a round of PoG-VRAM";

    public static IEnumerable<Mutant> All =>
    [
        Proof("a round constant of SHA-256 is off by one", Gemm, "pog_gemm_leaves", "1116352408", "1116352409"),
        Proof("integers are hashed a byte further on", Gemm, "pog_gemm_leaves", "0x3456U", "0x2345U"),
        Proof("the length of what is hashed is wrong", Gemm, "pog_gemm_leaves", ", 8296,", ", 8288,"),
        Proof("an element is hashed twice, and its neighbour not", Gemm, "pog_gemm_leaves", @"\+60\]", "+56]"),
        Proof("leaves do not lie in blocks of sixteen", Gemm, "pog_gemm_leaves", @"(shl\.b32 %r\d+, %r\d+), 2;", "$1, 4;"),
        Proof("an inner node is hashed as a leaf", Gemm, "merkle_parents", ", 16777216", ", 0"),
        Proof("the last parent of a level is left out", Gemm, "merkle_parents", @"setp\.le\.u32", "setp.lt.u32"),
        Proof("the memory's cipher has eighteen rounds", Vram, "pog_vram_fill", @"(setp\.lt\.u32 %p\d+, %r\d+), 18", "$1, 16"),
        Proof("a chain's second block is the word's, not its first", Vram, "pog_vram_fill", @"(setp\.eq\.b32 %p3, %r\d+), 0", "$1, 1"),
        Proof("the memory ends one word early", Vram, "pog_vram_fill", @"(setp\.ge\.u64 %p\d+, %rd\d+), %rd\d+", "$1, 307"),
        Proof("a lane's place is made of half of its state", Vram, "pog_vram_walk", @"(mov\.b32 %r\d+), 4;\n", "$1, 2;\n"),
        Proof("a lane's state is mixed by another number", Vram, "pog_vram_walk", "-1640531535", "-1640531533", match: 1),
        Proof("a lane begins with the other half of its block", Vram, "pog_vram_walk", @"(setp\.eq\.b32 %p\d+, %r\d+), 8;", "$1, 0;"),
        new(
            "the zeros behind a row are the next row's stream",
            PtxFamily.Sm90a,
            "operand of Int8",
            new PtxEdit("operand_int8", @"selp\.b32( %r\d+), -1, 0", "selp.b32$1, -1, -1")),
        new(
            "the blocks of an operand are not swizzled",
            PtxFamily.Sm90a,
            "operand of Fp8",
            new PtxEdit("operand_fp8", @"(and\.b32 %r\d+, %r\d+), 112", "$1, 96")),
        new("the last words are not copied", PtxFamily.Sm75, "copy", new PtxEdit("memory_copy", @"setp\.(lt|ge)\.u64", "setp.gt.u64", -1)),
        new(
            "the first wrong word is the sum of all of them",
            PtxFamily.Sm75,
            "pattern",
            new PtxEdit("pattern_check", @"red\.global\.min", "red.global.add")),
        new(
            "the pattern repeats after 16 GiB",
            PtxFamily.Sm75,
            "pattern",
            new PtxEdit("pattern_fill", "-2048144777", "0", -1)),
        Fp32("a chain of multiply-adds is left out", @"^ fma\.rn\.f32.*$", "", "sums: ", match: 200),
        Fp32("an instruction is none that the interpreter knows", "fma.rn.f32", "fma.rn.ftz.f32", "not an instruction"),
    ];

    private static Mutant Fp32(string mistake, string pattern, string replacement, string found, int match = 0) =>
        new(mistake, PtxFamily.Sm80, "rate of FP32", new PtxEdit("rate_fp32", pattern, replacement, match), found);

    private static Mutant Proof(string mistake, string check, string kernel, string pattern, string replacement, int match = 0) =>
        new(mistake, PtxFamily.Sm75, check, new PtxEdit(kernel, pattern, replacement, match));
}
