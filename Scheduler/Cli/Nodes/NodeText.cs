using System.Diagnostics;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Cli.Nodes;

/// <summary>A node in the words and colours that people see.</summary>
internal static class NodeText
{
    public static Cell State(NodeView node) => node.Liveness switch
    {
        NodeLiveness.Connected when node.Draining => new("draining", Tone.Waiting),
        NodeLiveness.Connected when !node.Accepting => new("not accepting", Tone.Waiting),
        NodeLiveness.Connected => new("connected", Tone.Good),
        NodeLiveness.Suspect => new("suspect", Tone.Waiting),
        NodeLiveness.Gone => new("gone", Tone.Bad),
        _ => throw new UnreachableException(),
    };

    /// <summary>E.g. <c>3.5 of 4</c>; a dash while the node has not said what it has.</summary>
    public static string Cores(NodeView node) =>
        node.Capacity is { } all ? $"{Display.Cores(node.FreeCpuMillicores)} of {Display.Cores(all.CpuMillicores)}" : "-";

    public static string Memory(NodeView node) =>
        node.Capacity is { } all ? $"{Display.Bytes(node.FreeMemoryBytes)} of {Display.Bytes(all.MemoryBytes)}" : "-";

    public static string Disk(NodeView node) =>
        node.Capacity is { } all ? $"{Display.Bytes(node.FreeDiskBytes)} of {Display.Bytes(all.DiskBytes)}" : "-";

    /// <summary>E.g. <c>2 × NVIDIA H100 80GB HBM3</c>, with <c>(simulated)</c> where that is so.</summary>
    public static string Gpus(NodeView node) => node.Capacity is not { } all || all.Gpus.Count == 0
        ? "-"
        : string.Join(
            ", ",
            all.Gpus.CountBy(gpu => gpu.Model).Select(group => $"{group.Value} × {group.Key}{(all.Simulated ? " (simulated)" : "")}"))
            + (node.Gpus.Count(gpu => gpu.Problem is not null) is > 0 and int unproven ? $", {unproven} unproven" : "");
}
