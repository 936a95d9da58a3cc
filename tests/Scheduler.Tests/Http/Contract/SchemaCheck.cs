using System.Text.Json;
using System.Text.RegularExpressions;

namespace DePin.Scheduler.Tests.Http.Contract;

/// <summary>
/// Does a value agree with a schema of the OpenAPI document? As much of JSON Schema as the document uses; another word fails. Stricter in
/// one place: a member that the schema does not name is a fault, for a document that leaves out what is sent is not the whole truth.
/// </summary>
internal sealed class SchemaCheck(JsonElement document)
{
    private static readonly string[] _known =
    [
        "$ref", "type", "format", "description", "default", "enum", "pattern", "minimum", "maximum", "oneOf", "anyOf", "discriminator",
        "required", "properties", "additionalProperties", "items",
    ];

    /// <summary>Everything that is wrong, each with where.</summary>
    public IEnumerable<string> Faults(JsonElement value, JsonElement schema, string at)
    {
        string[] unknown = [.. schema.EnumerateObject().Select(word => word.Name).Except(_known)];
        Assert.That(unknown, Is.Empty, $"{at}: the check does not know these words of a schema");
        if (schema.TryGetProperty("$ref", out JsonElement reference))
        {
            return Faults(value, Resolve(reference.GetString()!), at);
        }

        if (schema.TryGetProperty("oneOf", out JsonElement one))
        {
            int fits = one.EnumerateArray().Count(option => !Faults(value, option, at).Any());
            return fits == 1 ? [] : [$"{at}: fits {fits} of oneOf: {value}", .. Faults(value, one.EnumerateArray().Last(), at)];
        }

        if (schema.TryGetProperty("anyOf", out _))
        {
            JsonElement told = schema.GetProperty("discriminator");
            string name = told.GetProperty("propertyName").GetString()!;
            string kind = value.GetProperty(name).GetString()!;
            return told.GetProperty("mapping").TryGetProperty(kind, out JsonElement of)
                ? Faults(value, Resolve(of.GetString()!), at)
                : [$"{at}.{name}: '{kind}' is no kind of it"];
        }

        return [.. OfType(value, schema, at), .. OfText(value, schema, at), .. OfNumber(value, schema, at), .. Inside(value, schema, at)];
    }

    /// <exception cref="AssertionException">It leads nowhere.</exception>
    public JsonElement Resolve(string reference)
    {
        JsonElement found = document;
        foreach (string step in reference.Split('/').Skip(1))
        {
            Assert.That(found.TryGetProperty(step, out found), Is.True, $"{reference} leads nowhere");
        }

        return found;
    }

    private static IEnumerable<string> OfType(JsonElement value, JsonElement schema, string at)
    {
        if (schema.TryGetProperty("enum", out JsonElement choices)
            && !choices.EnumerateArray().Any(one => one.ToString() == value.ToString()))
        {
            yield return $"{at}: {value} is none of {choices}";
        }

        if (schema.TryGetProperty("type", out JsonElement type))
        {
            string[] types = type.ValueKind == JsonValueKind.Array
                ? [.. type.EnumerateArray().Select(one => one.GetString()!)]
                : [type.GetString()!];
            if (!types.Contains(TypeOf(value)) && !(TypeOf(value) == "integer" && types.Contains("number")))
            {
                yield return $"{at}: {value} is of type {TypeOf(value)}, not {type}";
            }
        }
    }

    private static IEnumerable<string> OfText(JsonElement value, JsonElement schema, string at) =>
        value.ValueKind == JsonValueKind.String && schema.TryGetProperty("pattern", out JsonElement pattern)
        && !Regex.IsMatch(value.GetString()!, pattern.GetString()!)
            ? [$"{at}: '{value}' does not match {pattern}"]
            : [];

    private static IEnumerable<string> OfNumber(JsonElement value, JsonElement schema, string at)
    {
        if (value.ValueKind != JsonValueKind.Number)
        {
            yield break;
        }

        if (schema.TryGetProperty("minimum", out JsonElement least) && value.GetDouble() < least.GetDouble())
        {
            yield return $"{at}: {value} is below {least}";
        }

        if (schema.TryGetProperty("maximum", out JsonElement most) && value.GetDouble() > most.GetDouble())
        {
            yield return $"{at}: {value} is above {most}";
        }
    }

    private IEnumerable<string> Inside(JsonElement value, JsonElement schema, string at) => value.ValueKind switch
    {
        JsonValueKind.Array when schema.TryGetProperty("items", out JsonElement items) =>
            value.EnumerateArray().SelectMany((item, index) => Faults(item, items, $"{at}[{index}]")),
        JsonValueKind.Array => [$"{at}: the schema does not say what is in the array"],
        JsonValueKind.Object when schema.TryGetProperty("properties", out JsonElement members) => Members(value, schema, members, at),
        _ => [],
    };

    private IEnumerable<string> Members(JsonElement value, JsonElement schema, JsonElement members, string at)
    {
        foreach (JsonProperty member in value.EnumerateObject())
        {
            foreach (string fault in members.TryGetProperty(member.Name, out JsonElement of)
                ? Faults(member.Value, of, $"{at}.{member.Name}")
                : [$"{at}.{member.Name}: the schema does not name it"])
            {
                yield return fault;
            }
        }

        if (schema.TryGetProperty("required", out JsonElement required))
        {
            foreach (JsonElement name in required.EnumerateArray().Where(name => !value.TryGetProperty(name.GetString()!, out _)))
            {
                yield return $"{at}.{name}: is missing";
            }
        }
    }

    private static string TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.TryGetInt64(out _) || value.TryGetUInt64(out _) ? "integer" : "number",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Null => "null",
        JsonValueKind.Array => "array",
        _ => "object",
    };
}
