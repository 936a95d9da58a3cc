namespace DePin.Protocol.Jobs.Documents;

/// <summary>A map or list whose end has not been met yet.</summary>
internal sealed class OpenNode(Position at, bool isMap)
{
    public Position At { get; } = at;

    public bool IsMap { get; } = isMap;

    public List<MapEntry> Entries { get; } = [];

    public List<SpecNode> Items { get; } = [];

    /// <summary>Where each key of the map was first met.</summary>
    public Dictionary<string, Position> Seen { get; } = new(StringComparer.Ordinal);

    /// <summary>The key whose value comes next; null when a key does.</summary>
    public MapEntry? PendingKey { get; set; }

    /// <summary>The pending key was refused: its value is read and dropped.</summary>
    public bool IsDropped { get; set; }
}
