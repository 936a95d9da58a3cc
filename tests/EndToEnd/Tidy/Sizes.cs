namespace DePin.EndToEnd.Tidy;

/// <summary>How long files, lines and methods may be.</summary>
internal static class Sizes
{
    public const int NormalFile = 250;
    public const int LongestFile = 400;
    public const int LongestProgram = 80;
    public const int LongestMethod = 70;
    public const int LongestLine = 140;

    /// <summary>Files between the normal and the hard limit, each with the reason why it is one thing.</summary>
    public static readonly IReadOnlyDictionary<string, string> Long = new Dictionary<string, string>();

    private static readonly HashSet<string> _sources = [".cs", ".sh", ".py", ".mjs", ".sol", ".csproj", ".props"];

    public static IEnumerable<Violation> Check(SourceFile file)
    {
        if (!_sources.Contains(file.Extension))
        {
            return [];
        }

        var violations = FileLength(file).Concat(LineLengths(file));
        return file.IsCSharp ? violations.Concat(MethodLengths(file)) : violations;
    }

    private static IEnumerable<Violation> FileLength(SourceFile file)
    {
        var limit = file.Name == "Program.cs" ? LongestProgram : Long.ContainsKey(file.Path) ? LongestFile : NormalFile;
        return file.LineCount > limit
            ? [file.At(limit + 1, $"{file.LineCount} lines, the limit is {limit}", "look for the type that is missing, do not just cut")]
            : [];
    }

    private static IEnumerable<Violation> LineLengths(SourceFile file) =>
        from line in file.Lines.Index()
        where line.Item.Length > LongestLine
        select file.At(line.Index + 1, $"{line.Item.Length} columns, the limit is {LongestLine}", "break the line or name a part of it");

    private static IEnumerable<Violation> MethodLengths(SourceFile file) =>
        from method in CSharpMembers.Methods(CSharpText.Part(file.Text).Code)
        let first = file.LineAt(method.HeaderStart)
        let lines = file.LineAt(method.End) - first + 1
        where lines > LongestMethod
        select file.At(first, $"a method of {lines} lines, the limit is {LongestMethod}", "name its steps as methods");
}
