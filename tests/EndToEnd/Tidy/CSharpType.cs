namespace DePin.EndToEnd.Tidy;

/// <summary>A type declared in source.</summary>
/// <param name="Name">Without its type parameters.</param>
/// <param name="Start">Index of its declaration.</param>
/// <param name="Depth">How many types are around it.</param>
/// <param name="IsFileLocal">Declared <c>file</c>: nobody else can name it.</param>
internal sealed record CSharpType(string Name, int Start, int Depth, bool IsFileLocal)
{
    public int Line(SourceFile file) => file.LineAt(Start);
}
