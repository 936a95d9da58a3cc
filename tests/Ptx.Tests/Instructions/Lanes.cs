using System.Numerics;
using DePin.Ptx.Tests.Text;

namespace DePin.Ptx.Tests.Instructions;

/// <summary>Instructions that do the same in each lane by itself.</summary>
internal static class Lanes
{
    /// <summary>Runs an action for each lane of a mask.</summary>
    public static void Each(uint lanes, Action<int> action)
    {
        for (uint left = lanes; left != 0; left &= left - 1)
        {
            action(BitOperations.TrailingZeroCount(left));
        }
    }

    public static KeyValuePair<string, Func<Operands, Instruction>> Unary(string opcode, Func<ulong, ulong> compute) =>
        new(opcode, operands =>
        {
            (int d, int a) = (operands.Result(0), operands.Value(1));
            operands.Require(operands.Count == 2, "not two operands");
            return operands.Make((warp, lanes) =>
            {
                ulong[] r = warp.Registers;
                for (uint left = lanes; left != 0; left &= left - 1)
                {
                    int lane = BitOperations.TrailingZeroCount(left);
                    r[d + lane] = compute(r[a + lane]);
                }
            });
        });

    public static KeyValuePair<string, Func<Operands, Instruction>> Binary(string opcode, Func<ulong, ulong, ulong> compute) =>
        new(opcode, operands =>
        {
            (int d, int a, int b) = (operands.Result(0), operands.Value(1), operands.Value(2));
            operands.Require(operands.Count == 3, "not three operands");
            return operands.Make((warp, lanes) =>
            {
                ulong[] r = warp.Registers;
                for (uint left = lanes; left != 0; left &= left - 1)
                {
                    int lane = BitOperations.TrailingZeroCount(left);
                    r[d + lane] = compute(r[a + lane], r[b + lane]);
                }
            });
        });

    public static KeyValuePair<string, Func<Operands, Instruction>> Ternary(string opcode, Func<ulong, ulong, ulong, ulong> compute) =>
        new(opcode, operands =>
        {
            (int d, int a, int b, int c) = (operands.Result(0), operands.Value(1), operands.Value(2), operands.Value(3));
            operands.Require(operands.Count == 4, "not four operands");
            return operands.Make((warp, lanes) =>
            {
                ulong[] r = warp.Registers;
                for (uint left = lanes; left != 0; left &= left - 1)
                {
                    int lane = BitOperations.TrailingZeroCount(left);
                    r[d + lane] = compute(r[a + lane], r[b + lane], r[c + lane]);
                }
            });
        });
}
