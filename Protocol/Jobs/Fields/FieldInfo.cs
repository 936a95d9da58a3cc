using System.Text.Json.Nodes;

namespace DePin.Protocol.Jobs.Fields;

/// <summary>What schema and document say about one key.</summary>
internal abstract class FieldInfo(string key, string description)
{
    public string Key => key;

    /// <summary>One or two sentences for the submitter.</summary>
    public string Description => description;

    public bool IsRequired { get; init; }

    /// <summary>Said in place of the default when that depends on other keys.</summary>
    public string? DefaultNote { get; init; }

    public abstract string TypeName { get; }

    public abstract string Bounds { get; }

    /// <summary>The value taken when the key is left out; null when there is none.</summary>
    public abstract JsonNode? Default { get; }

    /// <summary>The keys below, when the value is a map with fixed keys.</summary>
    public abstract IReadOnlyList<FieldInfo> Fields { get; }

    public abstract JsonObject Schema();
}
