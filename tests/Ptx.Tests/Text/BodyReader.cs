using DePin.Ptx.Tests.Instructions;

namespace DePin.Ptx.Tests.Text;

/// <summary>Reads the statements of an entry's body, and decodes them.</summary>
public sealed class BodyReader(Names names, EntryParameter[] parameters)
{
    /// <summary>What the compiler is told about a loop; it changes nothing that the loop does.</summary>
    private const string Pragma = ".pragma \"nounroll\";";

    private readonly List<Instruction> _code = [];
    private readonly Dictionary<string, int> _labels = [];

    /// <summary>Reads to the brace that closes the body, whose line it returns.</summary>
    /// <param name="at">The line after the brace that opens it.</param>
    public int Read(string[] lines, int at)
    {
        int depth = 1;
        for (; ; at++)
        {
            string line = lines[at];
            if (line == "{")
            {
                depth++;
                names.Open();
            }
            else if (line == "}" && --depth == 0)
            {
                break;
            }
            else if (line == "}")
            {
                names.Close();
            }
            else
            {
                ReadLine(at + 1, line);
            }
        }

        Link();
        return at;
    }

    public Entry Entry(string name, int threads, int shared)
    {
        SpecialRegisters special = names.Special;
        return new Entry
        {
            Name = name,
            Parameters = parameters,
            MaxThreads = threads,
            StaticShared = shared,
            Code = [.. _code],
            Registers = names.Count,
            Constants = names.Constants,
            Special = special,
        };
    }

    private void ReadLine(int number, string line)
    {
        if (line.Length == 0 || line == Pragma)
        {
            return;
        }

        if (line.EndsWith(':'))
        {
            _labels[line[..^1]] = _code.Count;
            return;
        }

        if (!line.EndsWith(';') || line[..^1].Contains(';', StringComparison.Ordinal))
        {
            throw new PtxException($"line {number}: not one statement: {line}");
        }

        string text = line[..^1].Trim();
        if (text.StartsWith(".reg ", StringComparison.Ordinal))
        {
            names.Declare(text);
            return;
        }

        _code.Add(new Operands(Statement.Parse(number, text), names, parameters).Decode());
    }

    private void Link()
    {
        foreach (Instruction branch in _code.Where(instruction => instruction.Flow == Flow.Branch))
        {
            string label = branch.Statement.Operands[0];
            branch.Target = _labels.TryGetValue(label, out int target) ? target : throw new PtxException(branch.Statement, "no such label");
        }
    }
}
