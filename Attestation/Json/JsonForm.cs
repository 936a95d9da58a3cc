using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace DePin.Attestation.Json;

/// <summary>What a value of a message looks like, in words that need no knowledge of our code.</summary>
internal static class JsonForm
{
    public const string Text = "text";

    public static string Of(JsonTypeInfo? info)
    {
        Type? type = info is null ? null : Nullable.GetUnderlyingType(info.Type) ?? info.Type;
        return type switch
        {
            null => "another value",
            _ when type == typeof(bool) => "true or false",
            _ when type == typeof(int) => "a whole number below 2^31",
            _ when type == typeof(long) => "a whole number below 2^63",
            _ when type == typeof(ulong) => "a whole number from 0 to 2^64 − 1",
            _ when type == typeof(double) || type == typeof(decimal) => "a number",
            _ when type == typeof(ReadOnlyMemory<byte>) => "text in base64",
            { IsEnum: true } => $"one of {string.Join(", ", Names(type, info!))}",
            _ => info!.Kind switch
            {
                JsonTypeInfoKind.Enumerable => "a list",
                JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary => "an object",
                _ => Text,
            },
        };
    }

    /// <summary>The type of a member; null when there is no such member.</summary>
    public static JsonTypeInfo? MemberOf(JsonTypeInfo? owner, string name)
    {
        if (owner is null)
        {
            return null;
        }

        IEnumerable<JsonTypeInfo?> kinds = owner.PolymorphismOptions is { } options
            ? options.DerivedTypes.Select(kind => InfoOf(kind.DerivedType, owner)).Prepend(owner)
            : [owner];
        JsonPropertyInfo? member = kinds.SelectMany(kind => kind?.Properties ?? []).FirstOrDefault(member => member.Name == name);
        return member is null ? null : InfoOf(member.PropertyType, owner);
    }

    public static JsonTypeInfo? InfoOf(Type type, JsonTypeInfo beside) =>
        beside.Options.TryGetTypeInfo(type, out JsonTypeInfo? info) ? info : null;

    private static IEnumerable<string> Names(Type type, JsonTypeInfo info) => Enum.GetValuesAsUnderlyingType(type)
        .Cast<object>()
        .Select(value => JsonSerializer.Serialize(Enum.ToObject(type, value), info).Trim('"'));
}
