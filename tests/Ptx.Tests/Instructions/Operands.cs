using System.Globalization;
using DePin.Ptx.Tests.Machine;
using DePin.Ptx.Tests.Text;

namespace DePin.Ptx.Tests.Instructions;

/// <summary>A statement's operands while it is decoded: each becomes the place of lane 0 of its register, and is remembered.</summary>
public sealed class Operands(Statement statement, Names names, EntryParameter[] parameters)
{
    private readonly List<int> _uses = [];
    private readonly List<int> _writes = [];

    public int Count => statement.Operands.Length;

    public Instruction Decode() => InstructionSet.Find(statement)(this);

    public string Text(int index) =>
        index < Count ? statement.Operands[index] : throw new PtxException(statement, "too few operands");

    /// <summary>A register that is written.</summary>
    public int Result(int index) => Result(Text(index));

    /// <summary>The registers of a list that is written; -1 for those that are thrown away.</summary>
    public int[] Results(int index) => [.. Statement.Members(Text(index)).Select(name => name == "_" ? -1 : Result(name))];

    /// <summary>Anything that is read.</summary>
    public int Value(int index) => Value(Text(index));

    public int[] Values(int index) => [.. Statement.Members(Text(index)).Select(Value)];

    /// <summary>Registers, by their numbers, that an asynchronous instruction will write.</summary>
    public int[] Owned(int index) => [.. Statement.Members(Text(index)).Select(name => names.Register(name) ?? throw Unknown(name))];

    public ulong Literal(int index) =>
        ulong.TryParse(Text(index), NumberStyles.None, CultureInfo.InvariantCulture, out ulong value) ? value : throw Unknown(Text(index));

    /// <summary>What stands in brackets: a register and what is added to it.</summary>
    public (int Base, ulong Offset) Address(int index)
    {
        string text = Brackets(index);
        int plus = text.IndexOf('+', StringComparison.Ordinal);
        return plus < 0
            ? (Value(text), 0)
            : (Value(text[..plus]), (ulong)long.Parse(text[(plus + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
    }

    /// <summary>Where a parameter that stands in brackets lies.</summary>
    public int Parameter(int index, int bytes)
    {
        EntryParameter? parameter = parameters.FirstOrDefault(parameter => parameter.Name == Brackets(index));
        return parameter?.Size == bytes ? parameter.Offset : throw Unknown(Text(index));
    }

    public void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw new PtxException(statement, what);
        }
    }

    public Instruction Make(Action<Warp, uint> run, Flow flow = Flow.Next, bool collective = false) => new(statement)
    {
        Predicate = statement.Predicate.Length == 0 ? -1 : Value(statement.Predicate) / Launch.Lanes,
        Flow = flow,
        Collective = collective,
        Uses = [.. _uses],
        Writes = [.. _writes],
        Run = run,
    };

    public BulkCopy BulkCopy(Warp warp, uint to, ulong from, int bytes, uint barrier) =>
        new(statement, warp.Id, to, from, bytes, barrier);

    private int Result(string name)
    {
        int register = names.Register(name) ?? throw Unknown(name);
        _writes.Add(register);
        _uses.Add(register);
        return register * Launch.Lanes;
    }

    private int Value(string name)
    {
        int register = names.Value(name) ?? throw Unknown(name);
        _uses.Add(register);
        return register * Launch.Lanes;
    }

    private string Brackets(int index) =>
        Text(index) is ['[', .., ']'] text ? text[1..^1].Trim() : throw Unknown(Text(index));

    private PtxException Unknown(string operand) => new(statement, $"'{operand}' is not an operand that the interpreter knows here");
}
