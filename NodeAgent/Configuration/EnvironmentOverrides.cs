using System.Text;
using DePin.Protocol.Jobs.Documents;
using DePin.Protocol.Jobs.Fields;

namespace DePin.NodeAgent.Configuration;

/// <summary>
/// Variables that stand over the file: <c>scheduler.url</c> is <c>DEPIN_NODE_SCHEDULER_URL</c>, <c>key.passwordFile</c> is
/// <c>DEPIN_NODE_KEY_PASSWORD_FILE</c>. They are laid into the file's tree before it is read, so that both obey the same rules.
/// </summary>
internal static class EnvironmentOverrides
{
    public const string Prefix = "DEPIN_NODE_";

    /// <summary>Where a value from the environment stands: nowhere in the file.</summary>
    public static readonly Position Nowhere = new(0, 0);

    public static bool Any(IReadOnlyDictionary<string, string> environment) => environment.Any(IsSet);

    /// <summary>The variable of a dotted key.</summary>
    public static string VariableOf(string key)
    {
        StringBuilder name = new(Prefix);
        foreach (char letter in key)
        {
            if (char.IsAsciiLetterUpper(letter))
            {
                name.Append('_');
            }

            name.Append(letter == '.' ? '_' : char.ToUpperInvariant(letter));
        }

        return name.ToString();
    }

    /// <summary>
    /// The tree with each variable's value in its place; an empty one counts as unset. Unknown variables of ours are errors: a misspelt
    /// one must not go unseen.
    /// </summary>
    public static SpecNode.Map Lay(SpecNode.Map root, IReadOnlyDictionary<string, string> environment, List<ConfigurationError> errors)
    {
        Dictionary<string, string> known = Leaves("", NodeOptionsFields.Root.Fields).ToDictionary(VariableOf);
        foreach ((string variable, string value) in environment.Where(IsSet).OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            if (known.TryGetValue(variable, out string? key))
            {
                root = Put(root, key.Split('.'), value);
                continue;
            }

            string remedy = Nearest.To(variable, known.Keys) is { } near ? $"did you mean {near}?" : "remove it";
            errors.Add(new ConfigurationError(ErrorLog.Shown(variable), "", null, "is no variable of depin-node", remedy));
        }

        return root;
    }

    /// <summary>Dotted keys of all values, in the table's order.</summary>
    public static IEnumerable<string> Leaves(string parent, IReadOnlyList<FieldInfo> fields) =>
        fields.SelectMany(field => field.Fields.Count == 0 ? [parent + field.Key] : Leaves($"{parent}{field.Key}.", field.Fields));

    private static bool IsSet(KeyValuePair<string, string> entry) =>
        entry.Value.Length > 0 && entry.Key.StartsWith(Prefix, StringComparison.Ordinal) && entry.Key != ConfigurationFile.Variable;

    private static SpecNode.Map Put(SpecNode.Map map, ReadOnlySpan<string> path, string value)
    {
        string key = path[0];
        SpecNode? old = map.Entries.FirstOrDefault(entry => entry.Key == key).Value;
        SpecNode next = path.Length == 1
            ? new SpecNode.Scalar(Nowhere, value, IsPlain: true)
            : Put(old as SpecNode.Map ?? new SpecNode.Map(Nowhere, []), path[1..], value);
        return new SpecNode.Map(map.At, [.. map.Entries.Where(entry => entry.Key != key), new MapEntry(key, Nowhere, next)]);
    }
}
