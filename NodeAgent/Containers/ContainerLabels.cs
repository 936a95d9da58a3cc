using System.Globalization;
using DePin.Attestation;
using DePin.Protocol;

namespace DePin.NodeAgent.Containers;

/// <summary>The labels that say whose a container, sandbox or network is. Two nodes on one engine see only their own.</summary>
internal static class ContainerLabels
{
    public const string Node = "depin.node";
    public const string Attempt = "depin.attempt";
    public const string Epoch = "depin.epoch";
    public const string Spec = "depin.spec";

    /// <summary>On network sandboxes, which are nobody's attempt.</summary>
    public const string Sandbox = "depin.sandbox";

    public static string OfNode(Address node) => $"{Node}={node}";

    public static Dictionary<string, string> For(ContainerSpec spec, Address node) => new()
    {
        [Node] = node.ToString(),
        [Attempt] = spec.Attempt.ToString(),
        [Epoch] = spec.Epoch.ToString(CultureInfo.InvariantCulture),
        [Spec] = spec.SpecDigest.ToString(),
    };

    /// <summary>Null when these are not the labels of an attempt's container under its right name.</summary>
    public static ContainerSnapshot? Read(
        string engineName, string engineId, IReadOnlyDictionary<string, string>? labels, ContainerState state)
    {
        return labels is not null
            && ContainerName.TryParse(engineName.TrimStart('/'), out ContainerName name)
            && AttemptId.TryParse(labels.GetValueOrDefault(Attempt), null, out AttemptId attempt)
            && long.TryParse(labels.GetValueOrDefault(Epoch), NumberStyles.None, CultureInfo.InvariantCulture, out long epoch)
            && Hash32.TryParse(labels.GetValueOrDefault(Spec), null, out Hash32 spec)
            && name == ContainerName.Of(attempt, epoch)
            ? new ContainerSnapshot(name, engineId, attempt, epoch, spec, state)
            : null;
    }
}
