using DePin.Protocol.Jobs;
using DePin.Protocol.Jobs.Documents;

namespace DePin.NodeAgent.Configuration;

/// <summary>
/// Reads the configuration: YAML in the dialect of job files (no anchors, tags or duplicate keys), the environment laid over it.
/// </summary>
public static class NodeOptionsReader
{
    /// <summary>Longest file, in bytes.</summary>
    public const int MaxBytes = JobLimits.MaxDocumentBytes;

    /// <param name="utf8">The file's bytes; empty, or nothing but comments, where the environment says it all.</param>
    /// <param name="path">The file's name, for errors.</param>
    /// <param name="environment">Variables; those that begin with <c>DEPIN_NODE_</c> stand over the file.</param>
    /// <returns>Options that keep every rule, or all the errors at once.</returns>
    public static NodeOptionsResult Read(ReadOnlySpan<byte> utf8, string path, IReadOnlyDictionary<string, string> environment)
    {
        ErrorLog log = new();
        List<ConfigurationError> errors = [];
        if (ReadTree(utf8, log) is { } root)
        {
            root = EnvironmentOverrides.Lay(root, environment, errors);
            bool read = NodeOptionsFields.Root.TryRead(root, SpecPath.Root, log, out NodeDocument document);
            NodeOptionsRules.Check(document, root, log);
            if (read && log.IsEmpty && errors.Count == 0)
            {
                NodeOptions options = NodeOptionsRules.Complete(document);
                return new NodeOptionsResult.Valid(options, EffectiveValues.Of(document, options, root, path));
            }
        }

        return new NodeOptionsResult.Invalid([.. errors, .. log.ToList().Select(error => Told(error, path))]);
    }

    private static SpecNode.Map? ReadTree(ReadOnlySpan<byte> utf8, ErrorLog log)
    {
        if (IsBlank(utf8))
        {
            return new SpecNode.Map(new Position(1, 1), []);
        }

        if (DocumentText.Decode(utf8, log) is not { } text || YamlNodes.Read(text, log) is not { } root)
        {
            return null;
        }

        if (root is SpecNode.Map map)
        {
            return map;
        }

        log.Add(root.At, "", null, "the file is no map of keys", "write lines such as 'scheduler:' and 'beneficiary: 0x…'");
        return null;
    }

    /// <summary>A file of comments alone is what a package installs.</summary>
    private static bool IsBlank(ReadOnlySpan<byte> utf8)
    {
        foreach (Range line in utf8.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> content = utf8[line].Trim(" \t\r"u8);
            if (content.Length > 0 && content[0] != '#')
            {
                return false;
            }
        }

        return true;
    }

    private static ConfigurationError Told(SpecError error, string path) =>
        new(Place(error, path), error.Key, error.Value is { } value ? Redaction.OfAddresses(value) : null, error.Message, error.Remedy);

    private static string Place(SpecError error, string path) => error.Line == EnvironmentOverrides.Nowhere.Line && error.Key.Length > 0
        ? EnvironmentOverrides.VariableOf(error.Key)
        : $"{path}:{error.Line}:{error.Column}";
}
