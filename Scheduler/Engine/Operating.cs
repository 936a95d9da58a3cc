using DePin.Attestation;
using DePin.Protocol.Wire;
using DePin.Scheduler.Store;

namespace DePin.Scheduler.Engine;

/// <summary>What operators ask about nodes.</summary>
internal static class Operating
{
    public static Answer<IReadOnlyList<NodeView>> Show(Turn turn, Address? only)
    {
        IEnumerable<LiveNode> nodes = turn.State.Nodes.Values.Where(node => only is null || node.Row.Address == only);
        return Answer<IReadOnlyList<NodeView>>.Of([.. nodes.Select(node => Views.Node(turn, node))]);
    }

    public static Answer<NodeView> Drain(Turn turn, EngineRequest.Drain request)
    {
        if (!turn.State.Nodes.TryGetValue(request.Node, out LiveNode? node))
        {
            return Refusal.NotFound("node", request.Node.ToString());
        }

        if (node.Row.Draining != request.Draining)
        {
            node.Save(node.Row with { Draining = request.Draining }, turn.Decision);
            turn.Command(node, request.Draining ? CommandKind.DrainOn : CommandKind.DrainOff, null, null);
            Leasing.Match(turn, node);
        }

        return Views.Node(turn, node);
    }
}
