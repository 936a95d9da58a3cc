using DePin.Ptx.Tests.Text;

namespace DePin.Ptx.Tests.Instructions;

/// <summary>From one type to another. Addresses are the same numbers in the generic and the global space.</summary>
internal static class ConversionInstructions
{
    public static IEnumerable<KeyValuePair<string, Func<Operands, Instruction>>> All =>
    [
        Lanes.Unary("cvt.u64.u32", a => (uint)a),
        Lanes.Unary("cvt.u32.u64", a => (uint)a),
        Lanes.Unary("cvt.u32.u16", a => (ushort)a),
        Lanes.Unary("cvt.rn.f16.s32", a => BitConverter.HalfToUInt16Bits((Half)(int)a)),
        Lanes.Unary("cvt.rn.f32.s32", a => FloatInstructions.Bits((int)a)),
        Lanes.Unary("cvt.rn.f32.u32", a => FloatInstructions.Bits((uint)a)),
        Lanes.Unary("cvt.rzi.s32.f32", a => (uint)(int)FloatInstructions.Number(a)),
        Lanes.Unary("cvta.to.global.u64", a => a),
        Lanes.Unary("cvta.global.u64", a => a),
    ];
}
