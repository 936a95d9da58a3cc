using DePin.Ptx.Tests.Machine;

namespace DePin.Ptx.Tests.Text;

/// <summary>One instruction, decoded.</summary>
public sealed class Instruction(Statement statement)
{
    public Statement Statement { get; } = statement;

    /// <summary>Index of the predicate's register; -1 for none.</summary>
    public int Predicate { get; init; } = -1;

    public Flow Flow { get; init; }

    /// <summary>Where a branch goes.</summary>
    public int Target { get; set; } = -1;

    /// <summary>All 32 lanes must come to it together.</summary>
    public bool Collective { get; init; }

    /// <summary>Registers that it uses, written ones too, for the check that no asynchronous instruction still owns one.</summary>
    public int[] Uses { get; init; } = [];

    /// <summary>Registers that it writes at once.</summary>
    public int[] Writes { get; init; } = [];

    /// <summary>Does it for the lanes of a mask.</summary>
    public Action<Warp, uint> Run { get; init; } = static (_, _) => { };
}
