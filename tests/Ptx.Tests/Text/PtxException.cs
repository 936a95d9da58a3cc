namespace DePin.Ptx.Tests.Text;

/// <summary>The PTX is not what we know how to run, or did what no GPU promises to do well.</summary>
public sealed class PtxException : Exception
{
    public PtxException(string message)
        : base(message)
    {
    }

    public PtxException(Statement statement, string what)
        : base($"line {statement.Line}: {what}: {statement.Text}") => Line = statement.Line;

    /// <summary>Of the module; 0 where no line is to blame.</summary>
    public int Line { get; }
}
