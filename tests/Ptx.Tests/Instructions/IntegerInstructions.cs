using DePin.Ptx.Tests.Text;

namespace DePin.Ptx.Tests.Instructions;

/// <summary>Whole numbers. Signed and unsigned differ only where their names here do.</summary>
internal static class IntegerInstructions
{
    /// <summary>A division by zero gives something: the compiler relies on its being harmless where the result is not used.</summary>
    private const ulong Unspecified = 0x5bd1_e995_a5c3_3c5a;

    public static IEnumerable<KeyValuePair<string, Func<Operands, Instruction>>> All =>
    [
        Lanes.Binary("add.s32", (a, b) => (uint)a + (uint)b),
        Lanes.Binary("add.s64", (a, b) => a + b),
        Lanes.Binary("sub.s32", (a, b) => (uint)a - (uint)b),
        Lanes.Binary("sub.s64", (a, b) => a - b),
        Lanes.Binary("mul.lo.s32", (a, b) => (uint)a * (uint)b),
        Lanes.Binary("mul.lo.s64", (a, b) => a * b),
        Lanes.Binary("mul.wide.u32", (a, b) => (ulong)(uint)a * (uint)b),
        Lanes.Binary("div.u32", (a, b) => (uint)b != 0 ? (uint)a / (uint)b : (uint)(Unspecified ^ a)),
        Lanes.Binary("div.u64", (a, b) => b != 0 ? a / b : Unspecified ^ a),
        Lanes.Binary("min.u32", (a, b) => Math.Min((uint)a, (uint)b)),
        Lanes.Ternary("mad.lo.s32", (a, b, c) => ((uint)a * (uint)b) + (uint)c),
        Lanes.Ternary("mad.lo.s64", (a, b, c) => (a * b) + c),
    ];
}
