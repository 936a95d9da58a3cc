using System.Text.Json;
using DePin.Protocol.Jobs.Documents;

namespace DePin.Protocol.Jobs.Fields;

/// <summary>A key of a block that makes a <typeparamref name="TOwner"/>.</summary>
internal abstract class Field<TOwner>(string key, string description) : FieldInfo(key, description)
{
    /// <summary>Puts the value into <paramref name="owner"/>; false when it was refused and reported.</summary>
    public abstract bool Read(SpecNode node, SpecPath path, ErrorLog errors, ref TOwner owner);

    /// <summary>Writes key and value; nothing when the owner has no value here.</summary>
    public abstract void Write(Utf8JsonWriter writer, TOwner owner);
}
