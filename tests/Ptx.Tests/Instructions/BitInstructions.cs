using System.Numerics;
using DePin.Ptx.Tests.Text;

namespace DePin.Ptx.Tests.Instructions;

/// <summary>Bits: logic, shifts, fields, bytes.</summary>
internal static class BitInstructions
{
    public static IEnumerable<KeyValuePair<string, Func<Operands, Instruction>>> All =>
    [
        Lanes.Binary("and.b32", (a, b) => (uint)(a & b)),
        Lanes.Binary("and.b64", (a, b) => a & b),
        Lanes.Binary("and.pred", (a, b) => a & b & 1),
        Lanes.Binary("or.b32", (a, b) => (uint)(a | b)),
        Lanes.Binary("or.b64", (a, b) => a | b),
        Lanes.Binary("xor.b32", (a, b) => (uint)(a ^ b)),
        Lanes.Unary("not.b32", a => ~(uint)a),
        Lanes.Unary("not.pred", a => ~a & 1),
        Lanes.Unary("popc.b32", a => (ulong)BitOperations.PopCount((uint)a)),
        Lanes.Binary("shl.b32", (a, b) => (uint)b < 32 ? (uint)a << (int)b : 0),
        Lanes.Binary("shl.b64", (a, b) => (uint)b < 64 ? a << (int)b : 0),
        Lanes.Binary("shr.u32", (a, b) => (uint)b < 32 ? (uint)a >> (int)b : 0),
        Lanes.Binary("shr.u64", (a, b) => (uint)b < 64 ? a >> (int)b : 0),
        Lanes.Binary("shr.s32", (a, b) => (uint)((int)a >> (int)Math.Min((uint)b, 31))),
        Lanes.Ternary("shf.l.wrap.b32", (a, b, c) => (uint)((b << 32 | (uint)a) << (int)(c & 31) >> 32)),
        Lanes.Ternary("bfe.u32", (a, b, c) => Field((uint)a, (int)b, (int)c)),
        Lanes.Ternary("bfe.s32", (a, b, c) => (uint)((int)(Field((uint)a, (int)b, (int)c) << (32 - (int)c)) >> (32 - (int)c))),
        Lanes.Ternary("prmt.b32", (a, b, c) => Permute(b << 32 | (uint)a, (uint)c)),
        Lanes.Ternary("selp.b32", (a, b, p) => (uint)((p & 1) != 0 ? a : b)),
        Lanes.Ternary("selp.b64", (a, b, p) => (p & 1) != 0 ? a : b),
    ];

    private static uint Field(uint word, int at, int length) => length is > 0 and < 32 && at >= 0 && at + length <= 32
        ? word >> at & ((1u << length) - 1)
        : throw new PtxException($"a field of {length} bits at {at}");

    private static uint Permute(ulong bytes, uint selector)
    {
        uint result = 0;
        for (int i = 0; i < 4; i++)
        {
            uint choice = selector >> (4 * i) & 15;
            result |= choice < 8 ? (uint)(byte)(bytes >> (int)(8 * choice)) << (8 * i) : throw new PtxException("a sign selector");
        }

        return result;
    }
}
