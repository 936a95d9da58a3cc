namespace DePin.Protocol.Jobs.Documents;

/// <summary>Builds the tree from what a YAML or JSON parser meets, and holds both to the same limits and rules.</summary>
/// <remarks>Each method returns false when reading must stop: a limit was passed, or the rest would make no sense.</remarks>
internal sealed class NodeTree(ErrorLog errors)
{
    private readonly Stack<OpenNode> _open = new();
    private int _count;

    /// <summary>The whole document; null while there is none.</summary>
    public SpecNode? Root { get; private set; }

    public bool BeginMap(Position at) => Begin(new OpenNode(at, isMap: true));

    public bool BeginList(Position at) => Begin(new OpenNode(at, isMap: false));

    public bool End()
    {
        OpenNode closed = _open.Pop();
        return Place(closed.IsMap ? new SpecNode.Map(closed.At, closed.Entries) : new SpecNode.List(closed.At, closed.Items));
    }

    public bool Scalar(Position at, string text, bool isPlain)
    {
        if (!Count(at))
        {
            return false;
        }

        if (IsKeyNext)
        {
            return Key(at, text);
        }

        if (HasHalfCharacter(text))
        {
            Report(at, text, "contains half of a surrogate pair", "write the whole character");
            return Place(new SpecNode.Reported(at));
        }

        return Place(new SpecNode.Scalar(at, text, isPlain));
    }

    /// <summary>Stands for something that was refused and reported by the caller.</summary>
    public bool Reported(Position at) => IsKeyNext ? RefuseKey(at) : Place(new SpecNode.Reported(at));

    /// <summary>Takes a key that the caller reported; its value will be read and dropped.</summary>
    public bool ReportedKey(Position at, string key)
    {
        OpenNode map = _open.Peek();
        map.PendingKey = new MapEntry(key, at, new SpecNode.Reported(at));
        map.IsDropped = true;
        return Count(at);
    }

    /// <summary>Reports something at the value that comes next.</summary>
    public void Report(Position at, string? value, string message, string remedy) =>
        errors.Add(at, PathOfNext().ToString(), value, message, remedy);

    private bool IsKeyNext => _open.TryPeek(out OpenNode? node) && node.IsMap && node.PendingKey is null;

    private bool Begin(OpenNode node)
    {
        if (IsKeyNext)
        {
            return RefuseKey(node.At);
        }

        if (_open.Count == JobLimits.MaxDepth)
        {
            string message = $"is nested more than {JobLimits.MaxDepth} levels deep";
            Report(node.At, null, message, "a job file needs four levels: look for stray brackets");
            return false;
        }

        if (!Count(node.At))
        {
            return false;
        }

        _open.Push(node);
        return true;
    }

    private bool Count(Position at)
    {
        if (++_count <= JobLimits.MaxNodes)
        {
            return true;
        }

        string message = $"the file holds more than {JobLimits.MaxNodes} keys and values";
        errors.Add(at, "", null, message, "move data into an input, named under inputs");
        return false;
    }

    private bool Key(Position at, string key)
    {
        OpenNode map = _open.Peek();
        if (key.Length == 0)
        {
            // The rest makes sense without it, so the rest is told too.
            Report(at, null, "has an empty key", "write a word before the colon");
            return ReportedKey(at, key);
        }

        if (HasHalfCharacter(key))
        {
            return RefuseKey(at);
        }

        map.PendingKey = new MapEntry(key, at, new SpecNode.Reported(at));
        if (map.Seen.TryAdd(key, at))
        {
            return true;
        }

        map.IsDropped = true;
        Report(at, null, $"is written twice, first in line {map.Seen[key].Line}", "keep one of the two");
        return true;
    }

    private bool RefuseKey(Position at)
    {
        errors.Add(at, PathOfNext().ToString(), null, "has a key that is no plain text", "write each key as a word, followed by a colon");
        return false;
    }

    private bool Place(SpecNode node)
    {
        if (!_open.TryPeek(out OpenNode? parent))
        {
            Root = node;
        }
        else if (!parent.IsMap)
        {
            parent.Items.Add(node);
        }
        else
        {
            if (!parent.IsDropped)
            {
                parent.Entries.Add(parent.PendingKey!.Value with { Value = node });
            }

            parent.PendingKey = null;
            parent.IsDropped = false;
        }

        return true;
    }

    private SpecPath PathOfNext() => PathOf(_open.Reverse());

    private static SpecPath PathOf(IEnumerable<OpenNode> open) => open.Aggregate(SpecPath.Root, (path, node) =>
        !node.IsMap ? path.Item(node.Items.Count) : node.PendingKey is { } entry ? path.Key(entry.Key) : path);

    private static bool HasHalfCharacter(string text)
    {
        ReadOnlySpan<char> rest = text;
        while (rest.IndexOfAnyInRange('\uD800', '\uDFFF') is int at && at >= 0)
        {
            if (at + 1 == rest.Length || !char.IsSurrogatePair(rest[at], rest[at + 1]))
            {
                return true;
            }

            rest = rest[(at + 2)..];
        }

        return false;
    }
}
