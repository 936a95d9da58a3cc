namespace DePin.Ptx.Tests.Text;

/// <summary>A parameter of an entry.</summary>
/// <param name="Type">As written: <c>u64</c>, <c>u32</c>, <c>f32</c>.</param>
/// <param name="Offset">Where it lies among the parameters' bytes.</param>
public sealed record EntryParameter(string Name, string Type, int Offset)
{
    public int Size => Type.EndsWith("64", StringComparison.Ordinal) ? 8 : 4;
}
