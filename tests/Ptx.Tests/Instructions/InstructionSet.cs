using DePin.Ptx.Tests.Text;

namespace DePin.Ptx.Tests.Instructions;

/// <summary>All that the interpreter knows: every opcode with all its modifiers, and nothing that is merely like one.</summary>
internal static class InstructionSet
{
    private static readonly Dictionary<string, Func<Operands, Instruction>> _all = new(
    [
        .. IntegerInstructions.All, .. BitInstructions.All, .. FloatInstructions.All, .. ConversionInstructions.All,
        .. ComparisonInstructions.All, .. MoveInstructions.All, .. MemoryInstructions.All, .. ControlInstructions.All,
        .. LaneInstructions.All, .. MatrixInstructions.All, .. CopyInstructions.All, .. BarrierInstructions.All,
        .. WarpgroupInstructions.All,
    ]);

    public static Func<Operands, Instruction> Find(Statement statement) =>
        _all.GetValueOrDefault(statement.Opcode) ?? throw new PtxException(statement, "not an instruction that the interpreter knows");
}
