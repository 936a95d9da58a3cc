using System.Globalization;

namespace DePin.Protocol.Jobs.Documents;

/// <summary>Finds where a dotted key stands in a document.</summary>
internal static class NodeSearch
{
    public static bool IsWritten(SpecNode root, string key) => Find(root, key, out _);

    /// <summary>The place of the value, or of the innermost part of its path that is written.</summary>
    public static Position At(SpecNode root, string key)
    {
        Find(root, key, out SpecNode nearest);
        return nearest.At;
    }

    private static bool Find(SpecNode root, string key, out SpecNode nearest)
    {
        nearest = root;
        foreach (string step in key.Split('.', '['))
        {
            SpecNode? next = (nearest, step) switch
            {
                (SpecNode.Map map, _) => map.Entries.FirstOrDefault(entry => entry.Key == step).Value,
                (SpecNode.List list, [.. var index, ']']) => list.Items.ElementAtOrDefault(int.Parse(index, CultureInfo.InvariantCulture)),
                _ => null,
            };
            if (next is null)
            {
                return false;
            }

            nearest = next;
        }

        return true;
    }
}
