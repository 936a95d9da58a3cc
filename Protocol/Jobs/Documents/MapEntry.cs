namespace DePin.Protocol.Jobs.Documents;

/// <summary>A key, where it stands, and its value.</summary>
internal readonly record struct MapEntry(string Key, Position KeyAt, SpecNode Value);
