namespace DePin.Protocol.Jobs.Documents;

/// <summary>A job file as a tree that remembers where each part stands; YAML and JSON give the same one.</summary>
internal abstract record SpecNode
{
    private SpecNode(Position at) => At = at;

    public Position At { get; }

    /// <param name="IsPlain">Not in quotes: only such text can be a number, a boolean or null.</param>
    internal sealed record Scalar(Position At, string Text, bool IsPlain) : SpecNode(At);

    internal sealed record List(Position At, IReadOnlyList<SpecNode> Items) : SpecNode(At);

    internal sealed record Map(Position At, IReadOnlyList<MapEntry> Entries) : SpecNode(At);

    /// <summary>Something already reported, such as an alias; whoever meets it says nothing more.</summary>
    internal sealed record Reported(Position At) : SpecNode(At);
}
