using System.Globalization;
using System.Text.RegularExpressions;

namespace DePin.Ptx.Tests.Text;

/// <summary>Reads a module. Whatever it does not know is refused with its line: nothing is skipped but what is listed here.</summary>
public sealed partial class PtxModule
{
    /// <summary>An array of shared memory begins at a multiple of this, so that a swizzle counts from it.</summary>
    private const uint SharedAlignment = 1024;

    private readonly string[] _lines;
    private readonly Dictionary<string, uint> _shared = [];
    private readonly List<string> _dynamic = [];
    private uint _sharedBytes;
    private int _at;

    private PtxModule(string text) => _lines = [.. text.Split('\n').Select(line => Comment().Replace(line, "").Trim())];

    public string Target { get; private set; } = "";

    public string Version { get; private set; } = "";

    public Dictionary<string, Entry> Entries { get; } = [];

    public static PtxModule Parse(string text)
    {
        PtxModule module = new(text);
        module.Read();
        return module;
    }

    private void Read()
    {
        for (; _at < _lines.Length; _at++)
        {
            string line = _lines[_at];
            if (line.StartsWith(".visible .entry ", StringComparison.Ordinal))
            {
                Entry entry = ReadEntry(line);
                Entries.Add(entry.Name, entry);
            }
            else if (!ReadDirective(line))
            {
                throw new PtxException($"line {_at + 1}: not known outside of an entry: {line}");
            }
        }
    }

    private bool ReadDirective(string line)
    {
        if (line.Length == 0 || line == ".address_size 64")
        {
            return true;
        }

        if (Directive().Match(line) is { Success: true } directive)
        {
            string value = directive.Groups[2].Value;
            (Target, Version) = directive.Groups[1].Value == "target" ? (value, Version) : (Target, value);
            return true;
        }

        if (Shared().Match(line) is not { Success: true } shared)
        {
            return false;
        }

        (string name, string size) = (shared.Groups[1].Value, shared.Groups[2].Value);
        _shared[name] = _sharedBytes;
        if (size.Length == 0)
        {
            _dynamic.Add(name);
        }
        else
        {
            _sharedBytes += (uint.Parse(size, CultureInfo.InvariantCulture) + SharedAlignment - 1) / SharedAlignment * SharedAlignment;
            _dynamic.ForEach(symbol => _shared[symbol] = _sharedBytes);
        }

        return true;
    }

    private Entry ReadEntry(string header)
    {
        string name = header[".visible .entry ".Length..].TrimEnd('(', ')');
        EntryParameter[] parameters = header.EndsWith("()", StringComparison.Ordinal) ? [] : [.. ReadParameters()];
        int threads = 0;
        for (_at++; _lines[_at] != "{"; _at++)
        {
            threads = MaxThreads().Match(_lines[_at]) is { Success: true } limit
                ? int.Parse(limit.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
                : _lines[_at] is "" or ".minnctapersm 1" ? threads
                : throw new PtxException($"line {_at + 1}: not known before a body: {_lines[_at]}");
        }

        _at++;
        BodyReader body = new(new Names(_shared), parameters);
        _at = body.Read(_lines, _at);
        return body.Entry(name, threads, (int)_sharedBytes);
    }

    private IEnumerable<EntryParameter> ReadParameters()
    {
        int offset = 0;
        for (_at++; _lines[_at] != ")"; _at++)
        {
            Match match = Parameter().Match(_lines[_at]);
            if (!match.Success)
            {
                throw new PtxException($"line {_at + 1}: not known as a parameter: {_lines[_at]}");
            }

            EntryParameter parameter = new(match.Groups[2].Value, match.Groups[1].Value, 0);
            offset = (offset + parameter.Size - 1) / parameter.Size * parameter.Size;
            yield return parameter with { Offset = offset };
            offset += parameter.Size;
        }
    }

    [GeneratedRegex("//.*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"^\.(target|version) (\S+)$")]
    private static partial Regex Directive();

    [GeneratedRegex(@"^(?:\.extern )?\.shared \.align 1024 \.b8 (\w+)\[(\d*)\];$")]
    private static partial Regex Shared();

    [GeneratedRegex(@"^\.maxntid (\d+)$")]
    private static partial Regex MaxThreads();

    [GeneratedRegex(@"^\.param \.(u64|u32|f32)(?: \.ptr \.align 1)? (\w+),?$")]
    private static partial Regex Parameter();
}
