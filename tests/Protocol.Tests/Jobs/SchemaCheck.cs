using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace DePin.Protocol.Tests.Jobs;

/// <summary>Checks JSON against the part of JSON Schema 2020-12 that our schema uses; a keyword it does not know fails the test.</summary>
internal static class SchemaCheck
{
    private static readonly HashSet<string> Annotations = ["$schema", "$id", "title", "description", "default"];

    public static bool Takes(JsonObject schema, JsonNode? value) => schema.All(keyword => Annotations.Contains(keyword.Key)
        || (keyword.Key switch
        {
            "type" => (keyword.Value as JsonArray ?? [keyword.Value!.DeepClone()]).Any(type => IsType(type!.GetValue<string>(), value)),
            "enum" => keyword.Value!.AsArray().Any(word => JsonNode.DeepEquals(word, value)),
            "pattern" => Text(value) is not { } text || Regex.IsMatch(text, keyword.Value!.GetValue<string>(), RegexOptions.ECMAScript),
            "maxLength" => Text(value) is not { } text || text.EnumerateRunes().Count() <= Number(keyword.Value),
            "minimum" => !IsType("number", value) || Number(value) >= Number(keyword.Value),
            "maximum" => !IsType("number", value) || Number(value) <= Number(keyword.Value),
            "maxItems" => value is not JsonArray array || array.Count <= Number(keyword.Value),
            "maxProperties" => value is not JsonObject map || map.Count <= Number(keyword.Value),
            "uniqueItems" => value is not JsonArray array || array.Select(item => item?.ToJsonString()).Distinct().Count() == array.Count,
            "items" => value is not JsonArray array || array.All(item => Takes(keyword.Value!.AsObject(), item)),
            "required" => value is not JsonObject map || keyword.Value!.AsArray().All(key => map.ContainsKey(key!.GetValue<string>())),
            "propertyNames" => value is not JsonObject map || map.All(entry => Takes(keyword.Value!.AsObject(), entry.Key)),
            "properties" => value is not JsonObject map
                || map.All(entry => keyword.Value![entry.Key] is not JsonObject property || Takes(property, entry.Value)),
            "additionalProperties" => value is not JsonObject map
                || map.Where(entry => schema["properties"]?[entry.Key] is null).All(entry => TakesAdditional(keyword.Value!, entry.Value)),
            _ => throw new AssertionException($"the schema uses '{keyword.Key}', which this check does not know"),
        }));

    private static bool TakesAdditional(JsonNode rule, JsonNode? value) =>
        rule is JsonObject schema ? Takes(schema, value) : rule.GetValue<bool>();

    private static bool IsType(string type, JsonNode? value) => (type, value?.GetValueKind()) switch
    {
        ("object", JsonValueKind.Object) => true,
        ("array", JsonValueKind.Array) => true,
        ("string", JsonValueKind.String) => true,
        ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        ("number", JsonValueKind.Number) => true,
        ("integer", JsonValueKind.Number) => Number(value) % 1 == 0,
        _ => false,
    };

    private static string? Text(JsonNode? value) =>
        value?.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    private static double Number(JsonNode? value) => double.Parse(value!.ToJsonString(), CultureInfo.InvariantCulture);
}
