using System.Text;
using System.Text.Json.Nodes;
using DePin.Protocol.Jobs.Fields;

namespace DePin.Protocol.Tests.Jobs;

/// <summary>The table of keys as it stands in <c>docs/job-spec.md</c>.</summary>
internal static class FieldTable
{
    public static string Markdown()
    {
        var table = new StringBuilder("| key | value | default | allowed | meaning |\n|---|---|---|---|---|\n");
        foreach ((string path, FieldInfo field) in All())
        {
            table.Append($"| `{path}` | {field.TypeName} | {Default(field)} | {field.Bounds} | {field.Description} |\n");
        }

        return table.ToString();
    }

    /// <summary>Every key with its dotted path, a block before what it holds.</summary>
    public static IEnumerable<(string Path, FieldInfo Field)> All() => Below("", JobSpecFields.Root.Fields);

    private static IEnumerable<(string Path, FieldInfo Field)> Below(string parent, IReadOnlyList<FieldInfo> fields) =>
        fields.SelectMany(field => Below(parent + field.Key + ".", field.Fields).Prepend((parent + field.Key, field)));

    private static string Default(FieldInfo field) => (field.DefaultNote, field.IsRequired, field.Default) switch
    {
        ({ } note, _, _) => note,
        (_, true, _) => "**required**",
        (_, _, null) or (_, _, JsonArray or JsonObject) => "—",
        (_, _, { } value) => $"`{value}`",
    };
}
