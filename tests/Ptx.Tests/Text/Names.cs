using System.Globalization;

namespace DePin.Ptx.Tests.Text;

/// <summary>Gives every name, special register and literal of an entry a register of the lane.</summary>
public sealed class Names(IReadOnlyDictionary<string, uint> shared)
{
    private readonly List<Dictionary<string, int>> _scopes = [[]];
    private readonly Dictionary<ulong, int> _constants = [];
    private readonly Dictionary<string, int> _special = [];

    public int Count { get; private set; }

    public IReadOnlyDictionary<int, ulong> Constants => _constants.ToDictionary(pair => pair.Value, pair => pair.Key);

    public SpecialRegisters Special => new(Place("%tid.x"), Place("%ntid.x"), Place("%ctaid.x"), Place("%nctaid.x"));

    public void Open() => _scopes.Add([]);

    public void Close() => _scopes.RemoveAt(_scopes.Count - 1);

    /// <param name="declaration">As <c>.reg .b32 %r&lt;12&gt;</c> or <c>.reg .pred p</c>.</param>
    public void Declare(string declaration)
    {
        string name = declaration.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[2];
        int range = name.IndexOf('<', StringComparison.Ordinal);
        if (range < 0)
        {
            _scopes[^1][name] = Count++;
            return;
        }

        for (int i = 0, count = int.Parse(name[(range + 1)..^1], CultureInfo.InvariantCulture); i < count; i++)
        {
            _scopes[^1][name[..range] + i] = Count++;
        }
    }

    /// <summary>The register of a name that was declared; null of anything else.</summary>
    public int? Register(string name)
    {
        for (int i = _scopes.Count - 1; i >= 0; i--)
        {
            if (_scopes[i].TryGetValue(name, out int register))
            {
                return register;
            }
        }

        return null;
    }

    /// <summary>The register of anything that can be read; null of what we do not know.</summary>
    public int? Value(string name)
    {
        if (Register(name) is { } register)
        {
            return register;
        }

        if (name is "%tid.x" or "%ntid.x" or "%ctaid.x" or "%nctaid.x")
        {
            return Place(name);
        }

        return shared.TryGetValue(name, out uint address) ? Constant(address) : Literal(name) is { } literal ? Constant(literal) : null;
    }

    public int Constant(ulong value)
    {
        if (!_constants.TryGetValue(value, out int register))
        {
            _constants[value] = register = Count++;
        }

        return register;
    }

    private int Place(string name)
    {
        if (!_special.TryGetValue(name, out int register))
        {
            _special[name] = register = Count++;
        }

        return register;
    }

    private static ulong? Literal(string text)
    {
        string digits = text.TrimEnd('U');
        if (digits.StartsWith("0x", StringComparison.Ordinal) || digits.StartsWith("0f", StringComparison.Ordinal))
        {
            return ulong.TryParse(digits[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong bits) ? bits : null;
        }

        return long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long signed) ? (ulong)signed
            : ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out ulong unsigned) ? unsigned
            : null;
    }
}
