namespace DePin.EndToEnd.Tidy;

/// <summary>One broken rule, at a place an editor can jump to.</summary>
/// <param name="Path">From the repository's root.</param>
/// <param name="Line">From 1.</param>
/// <param name="Rule">What is wrong.</param>
/// <param name="Remedy">What to write instead.</param>
internal sealed record Violation(string Path, int Line, string Rule, string Remedy)
{
    public override string ToString() => $"{Path}:{Line}: {Rule}, {Remedy}";
}
