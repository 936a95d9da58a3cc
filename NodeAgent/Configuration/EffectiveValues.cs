using System.Text.Json;
using DePin.Protocol.Jobs.Documents;
using DePin.Protocol.Jobs.Fields;

namespace DePin.NodeAgent.Configuration;

/// <summary>
/// Every key with its value and where that came from. A configuration holds no secret: passwords and keys are named by file or credential.
/// </summary>
internal static class EffectiveValues
{
    /// <param name="document">As it was read, file and variables.</param>
    /// <param name="options">What follows from it.</param>
    /// <param name="root">Where each part stands.</param>
    /// <param name="path">The file's name.</param>
    public static IReadOnlyList<EffectiveValue> Of(NodeDocument document, NodeOptions options, SpecNode.Map root, string path)
    {
        using JsonDocument json = JsonDocument.Parse(
            JsonText.Of(writer => NodeOptionsFields.Root.Write(writer, document with { Key = Completed(document.Key, options.Key) })));
        return
        [
            .. EnvironmentOverrides.Leaves("", NodeOptionsFields.Root.Fields)
                .Select(key => new EffectiveValue(key, Find(json.RootElement, key), From(root, key, path))),
        ];
    }

    private static KeyDocument Completed(KeyDocument key, KeySource source) => key with
    {
        File = source.Path,
        PasswordCredential = source is KeySource.Keystore { Password: PasswordSource.Credential { Name: var name } } ? name : null,
    };

    private static JsonElement? Find(JsonElement at, string key)
    {
        foreach (string step in key.Split('.'))
        {
            if (!at.TryGetProperty(step, out at))
            {
                return null;
            }
        }

        return at.Clone();
    }

    private static string From(SpecNode.Map root, string key, string path) =>
        !NodeSearch.IsWritten(root, key) ? EffectiveValue.Default
        : NodeSearch.At(root, key) is var at && at == EnvironmentOverrides.Nowhere ? EnvironmentOverrides.VariableOf(key)
        : FormattableString.Invariant($"{path}:{at.Line}");
}
