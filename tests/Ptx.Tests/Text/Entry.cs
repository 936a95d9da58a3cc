namespace DePin.Ptx.Tests.Text;

/// <summary>A kernel as its module has it, ready to be launched.</summary>
public sealed class Entry
{
    public required string Name { get; init; }

    public required EntryParameter[] Parameters { get; init; }

    /// <summary><c>.maxntid</c>: more threads are refused.</summary>
    public required int MaxThreads { get; init; }

    /// <summary>Bytes of shared memory that the module declares.</summary>
    public required int StaticShared { get; init; }

    public required Instruction[] Code { get; init; }

    /// <summary>How many registers a lane has, with the constants and special registers.</summary>
    public required int Registers { get; init; }

    /// <summary>Registers that hold the same everywhere: the code's literals.</summary>
    public required IReadOnlyDictionary<int, ulong> Constants { get; init; }

    public required SpecialRegisters Special { get; init; }
}
