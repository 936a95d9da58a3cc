using DePin.Ptx.Tests.Text;

namespace DePin.Ptx.Tests.Instructions;

/// <summary>Moves between registers, and the halves of a wide one.</summary>
internal static class MoveInstructions
{
    public static IEnumerable<KeyValuePair<string, Func<Operands, Instruction>>> All =>
    [
        Lanes.Unary("mov.b32", a => (uint)a),
        Lanes.Unary("mov.u32", a => (uint)a),
        Lanes.Unary("mov.pred", a => a & 1),
        new("mov.b64", operands => operands.Text(0).StartsWith('{') ? Halves(operands) : Lanes.Unary("mov.b64", a => a).Value(operands)),
    ];

    private static Instruction Halves(Operands operands)
    {
        int[] halves = operands.Results(0);
        int from = operands.Value(1);
        operands.Require(halves.Length == 2, "not two halves");
        return operands.Make((warp, lanes) => Lanes.Each(lanes, lane =>
        {
            ulong value = warp.Registers[from + lane];
            for (int i = 0; i < 2; i++)
            {
                if (halves[i] >= 0)
                {
                    warp.Registers[halves[i] + lane] = (uint)(value >> (32 * i));
                }
            }
        }));
    }
}
