using DePin.Ptx.Tests.Text;

namespace DePin.Ptx.Tests.Instructions;

/// <summary>FP32. A product and a sum that are written apart are rounded apart here; a GPU's compiler may fuse them.</summary>
internal static class FloatInstructions
{
    public static IEnumerable<KeyValuePair<string, Func<Operands, Instruction>>> All =>
    [
        Lanes.Binary("add.f32", (a, b) => Bits(Number(a) + Number(b))),
        Lanes.Binary("mul.f32", (a, b) => Bits(Number(a) * Number(b))),
        Lanes.Ternary("fma.rn.f32", (a, b, c) => Bits(MathF.FusedMultiplyAdd(Number(a), Number(b), Number(c)))),
    ];

    public static float Number(ulong bits) => BitConverter.UInt32BitsToSingle((uint)bits);

    public static ulong Bits(float number) => BitConverter.SingleToUInt32Bits(number);
}
