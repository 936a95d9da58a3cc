using System.Text;
using DePin.Protocol.Jobs;

namespace DePin.Protocol.Tests.Jobs;

/// <summary>Bytes made to hurt a parser, and part of what an error must say.</summary>
public sealed record HostileDocument(string Name, byte[] Bytes, string Fragment)
{
    private const int Full = JobLimits.MaxDocumentBytes;
    private const string Base = "version: depin/v1\nname: x\nimage: busybox\n";

    public static IEnumerable<HostileDocument> All() =>
    [
        new("one byte too many", new byte[Full + 1], "more than the 262144 allowed"),
        new("nothing", [], "the file is empty"),
        new("white space alone", Text(Repeat(" \n", Full)), "the file is empty"),
        new("null bytes", new byte[100], "a null byte"),
        new("Latin-1", [.. Text(Base + "env: { A: "), 0xE9, (byte)'}'], "the bytes 0xE9 are not UTF-8"),
        new("a character cut short", [.. Text(Base + "env: { A: "), 0xE2, 0x82], "are not UTF-8"),
        new("an overlong slash", [.. Text(Base), 0xC0, 0xAF], "are not UTF-8"),
        new("a surrogate in UTF-8", [.. Text(Base), 0xED, 0xA0, 0x80], "are not UTF-8"),
        new("UTF-16", Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(Base)).ToArray(), "the file is UTF-16"),
        new("an escape sequence", Text(Base + "env: { A: \u001b[2J }"), "the control character U+001B"),
        new("a line break of YAML 1.1", Text(Base + "env: { A: x\u2028retries: 3 }"), "the line break U+2028"),
        new("open lists", Text(Repeat("[", Full)), "nested more than 32 levels deep"),
        new("open maps", Text(Base + "env: " + Repeat("{a: ", Full - 100)), "nested more than 32 levels deep"),
        new("open JSON lists", Text("{\"a\":" + Repeat("[", Full - 10)), "nested more than 32 levels deep"),
        new("lists in block style", Text(Repeat("- ", Full)), "nested more than 32 levels deep"),
        new("maps in block style", Text(Lines(600, depth => new string(' ', depth) + "a:")), "nested more than 32 levels deep"),
        new("many keys", Text(Base + Lines(20_000, i => $"k{i}: 1")), "more than 4096 keys and values"),
        new("many unknown keys", Text(Base + Lines(2_000, i => $"resourcesresources{i}: 1")), "is not a known key"),
        new("many list entries", Text(Base + "command:\n" + Repeat("- a\n", Full - 100)), "more than 4096 keys and values"),
        new("many JSON entries", Text("{\"command\":[" + Repeat("1,", Full - 100) + "1]}"), "more than 4096 keys and values"),
        new("many anchors", Text(Base + "command:\n" + Repeat("- &a a\n", Full - 100)), "is an anchor"),
        new("a billion laughs", Text(Laughs()), "is an anchor"),
        new("many documents", Text(Repeat("---\n", Full)), "a second document starts here"),
        new("many directives", Text(Repeat("%TAG ! x\n", Full)), "the file is not YAML"),
        new("one plain word", Text(new string('x', Full)), "is not a map"),
        new("a huge variable", Text(Base + $"env: {{ A: {new string('x', Full - 100)} }}"), "more than the 65536 allowed"),
        new("a huge key", Text(Base + new string('k', Full - 100) + ": 1"), "the file is not YAML"),
        new("a huge JSON key", Text($"{{\"{new string('k', Full - 100)}\": 1}}"), "is not a known key"),
        new("a huge number", Text(Base + "retries: " + new string('9', Full - 100)), "is above the largest allowed"),
        new("almost a number", Text(Base + "name2: " + new string('9', Full - 100) + "x"), "is not a known key"),
        new("a huge name", Text("version: depin/v1\nimage: busybox\nname: " + new string('a', Full - 100) + "!"), "is not a DNS label"),
        new("a huge image", Text("version: depin/v1\nname: x\nimage: " + Repeat("a/", Full - 100)), "is longer than 512 characters"),
        new("an image to retry on", Text("version: depin/v1\nname: x\nimage: " + Repeat("a-", 510) + "!"), "has the invalid repository"),
        new("a huge escaped text", Text(Base + "env: { A: \"" + Repeat("\\a", Full - 100) + "\" }"), "bytes, more than the 65536 allowed"),
        new("a folded text of blank lines", Text(Base + "command: >\n" + Repeat("\n", Full - 100) + " x"), "is not a list"),
        new("quotes and line ends", Text(Base + "name2: \"" + Repeat("\n ", Full - 100)), "the file is not YAML"),
        new("question marks", Text(Repeat("? ", Full)), "has a key that is no plain text"),
        new("colons", Text(Repeat(": ", Full)), "has an empty key"),
        new("a canonical form that outgrows the limit", Text(Base + GrowingEnv()), "the spec as JSON has"),
    ];

    public override string ToString() => Name;

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>At most <paramref name="bytes"/> bytes of whole repetitions.</summary>
    private static string Repeat(string part, int bytes) => string.Concat(Enumerable.Repeat(part, bytes / part.Length));

    private static string Laughs() => Base + "a0: &a0 [lol]\n"
        + Lines(9, i => $"a{i + 1}: &a{i + 1} [{string.Join(',', Enumerable.Repeat($"*a{i}", 9))}]");

    private static string Lines(int count, Func<int, string> line) => string.Concat(Enumerable.Range(0, count).Select(i => line(i) + "\n"));

    /// <summary>Five variables, each within its limit, whose text is short in YAML (<c>\a</c>) and long in JSON (<c>\u0007</c>).</summary>
    private static string GrowingEnv() =>
        "env:\n" + Lines(5, i => $"  V{i}: \"{Repeat("\\a", 50_000)}\"");
}
