namespace DePin.Protocol.Tests.Jobs;

/// <summary>One case of <c>malformed.txt</c>: a job file and the errors it must get.</summary>
public sealed record MalformedJobFile(string Title, string Text, IReadOnlyList<ExpectedSpecError> Errors)
{
    private const string Base = "version: depin/v1\nname: x\nimage: busybox";

    public static IEnumerable<MalformedJobFile> ReadAll()
    {
        string all = File.ReadAllText(Path.Combine(TestContext.CurrentContext.TestDirectory, "Jobs", "malformed.txt"));
        return all.Split("\n#### ").Skip(1).Select(Parse);
    }

    public override string ToString() => Title;

    private static MalformedJobFile Parse(string section)
    {
        string[] lines = section.TrimEnd('\n').Split('\n');
        IEnumerable<string> expected = lines.Skip(1).TakeWhile(line => line.StartsWith("> ", StringComparison.Ordinal));
        ExpectedSpecError[] errors = [.. expected.Select(ExpectedSpecError.Parse)];
        IEnumerable<string> text = lines.Skip(1 + errors.Length).Select(line => line == "@base" ? Base : line);
        return new MalformedJobFile(lines[0], string.Join('\n', text) + "\n", errors);
    }
}
