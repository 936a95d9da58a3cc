namespace DePin.EndToEnd.Tidy;

/// <summary>A text file of the repository, or a string in its place where a rule is tested.</summary>
internal sealed class SourceFile
{
    public SourceFile(string path, string text)
    {
        Path = path;
        Text = text;
        Lines = text.Split('\n');
    }

    /// <summary>From the repository's root, with forward slashes.</summary>
    public string Path { get; }

    public string Text { get; }

    public string[] Lines { get; }

    /// <summary>Lines as an editor counts them: a final line feed begins no further line.</summary>
    public int LineCount => Text.EndsWith('\n') ? Lines.Length - 1 : Lines.Length;

    public string Extension => System.IO.Path.GetExtension(Path);

    public string Name => System.IO.Path.GetFileName(Path);

    public bool IsCSharp => Extension == ".cs";

    public bool IsTest => Path.StartsWith("tests/", StringComparison.Ordinal);

    public override string ToString() => Path;

    public int LineAt(int index) => Text.AsSpan(0, index).Count('\n') + 1;

    public Violation At(int line, string rule, string remedy) => new(Path, line, rule, remedy);
}
