namespace DePin.NodeAgent.Owner;

/// <summary>Another process answers on the owner's socket: a second service of the same node, which must not run.</summary>
public sealed class SocketTakenException(string path)
    : Exception($"another depin-node answers on {path}; stop it first, or give this one its own stateDirectory and socket");
