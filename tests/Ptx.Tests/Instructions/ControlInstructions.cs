using DePin.Ptx.Tests.Text;

namespace DePin.Ptx.Tests.Instructions;

/// <summary>Branches, the block's barrier, and the sizes of warps' register files.</summary>
internal static class ControlInstructions
{
    public static IEnumerable<KeyValuePair<string, Func<Operands, Instruction>>> All =>
    [
        new("bra", Branch),
        new("bra.uni", Branch),
        new("ret", operands => operands.Make((_, _) => { }, Flow.Return)),
        new("bar.sync", Barrier),
        new("setmaxnreg.dec.sync.aligned.u32", Resize),
        new("setmaxnreg.inc.sync.aligned.u32", Resize),
    ];

    private static Instruction Branch(Operands operands) => operands.Make((_, _) => { }, Flow.Branch);

    private static Instruction Barrier(Operands operands)
    {
        operands.Require(operands.Count == 1 && operands.Literal(0) == 0, "only barrier 0 of the whole block");
        return operands.Make((_, _) => { }, Flow.Barrier);
    }

    /// <summary>Registers are never short here; that the counts fit is ptxas's to say.</summary>
    private static Instruction Resize(Operands operands)
    {
        operands.Require(operands.Literal(0) is >= 24 and <= 256 and var count && count % 8 == 0, "not a count of registers");
        return operands.Make((_, _) => { }, collective: true);
    }
}
