namespace DePin.Protocol.Wire;

public sealed record NodeList(IReadOnlyList<NodeView> Nodes);
