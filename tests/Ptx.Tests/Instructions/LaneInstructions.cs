using DePin.Ptx.Tests.Machine;
using DePin.Ptx.Tests.Text;

namespace DePin.Ptx.Tests.Instructions;

/// <summary>Exchange between the lanes of a warp.</summary>
internal static class LaneInstructions
{
    public static IEnumerable<KeyValuePair<string, Func<Operands, Instruction>>> All =>
    [
        new("shfl.sync.bfly.b32", operands => Shuffle(operands, (lane, choice) => lane ^ choice)),
        new("shfl.sync.idx.b32", operands => Shuffle(operands, (_, choice) => choice)),
    ];

    /// <summary>The fourth operand's upper half says which bits of the lane's number stay, its lower how far a choice may reach.</summary>
    private static Instruction Shuffle(Operands operands, Func<int, int, int> choose)
    {
        (int to, int from, int choice, int limits) = (operands.Result(0), operands.Value(1), operands.Value(2), operands.Value(3));
        operands.Require(operands.Text(4) == "-1", "not all lanes are its members");
        return operands.Make(
            (warp, _) =>
            {
                ulong[] before = warp.Registers.AsSpan(from, Launch.Lanes).ToArray();
                for (int lane = 0; lane < Launch.Lanes; lane++)
                {
                    int limit = (int)warp.Registers[limits + lane], segment = limit >> 8 & 31, clamp = limit & 31;
                    int first = lane & segment, last = first | (clamp & ~segment);
                    int chosen = first | (choose(lane, (int)warp.Registers[choice + lane]) & ~segment & 31);
                    warp.Registers[to + lane] = before[chosen <= last ? chosen : lane];
                }
            },
            collective: true);
    }
}
