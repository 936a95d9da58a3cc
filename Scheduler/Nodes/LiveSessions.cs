using System.Collections.Concurrent;
using DePin.Attestation;

namespace DePin.Scheduler.Nodes;

/// <summary>
/// The sessions that live, by the hash of their token. Each began with a nonce of a greater number than the one before it of its node,
/// which is how a nonce is good once. Beyond a limit the oldest is dropped: its node logs in again.
/// </summary>
/// <param name="max">Sessions of all nodes together.</param>
/// <param name="maxPerNode">Sessions of one node: calls on their way keep the one they began with.</param>
internal sealed class LiveSessions(int max, int maxPerNode)
{
    private readonly ConcurrentDictionary<Hash32, NodeSession> _byToken = new();
    private readonly Dictionary<Address, List<LinkedListNode<NodeSession>>> _byNode = [];
    private readonly LinkedList<NodeSession> _oldestFirst = new();
    private readonly Lock _changing = new();
    private long _spent;

    /// <summary>The session of a token, also when it has expired and was not dropped yet.</summary>
    public NodeSession? Find(Hash32 token) => _byToken.GetValueOrDefault(token);

    /// <summary>False when the session's nonce, or a later one of its node, was used before.</summary>
    /// <param name="now">Unix seconds.</param>
    public bool TryBegin(NodeSession session, long now)
    {
        lock (_changing)
        {
            while (_oldestFirst.First is { } expired && expired.Value.ExpiresAt <= now)
            {
                Drop(expired);
            }

            List<LinkedListNode<NodeSession>> own = _byNode.GetValueOrDefault(session.Node) ?? [];
            if (session.Nonce <= _spent || (own.Count > 0 && session.Nonce <= own[^1].Value.Nonce))
            {
                return false;
            }

            _byNode[session.Node] = own;
            own.Add(_oldestFirst.AddLast(session));
            _byToken[session.Token] = session;
            if (own.Count > maxPerNode)
            {
                Drop(own[0]);
            }
            else if (_oldestFirst.Count > max)
            {
                Drop(_oldestFirst.First!);
            }

            return true;
        }
    }

    private void Drop(LinkedListNode<NodeSession> dropped)
    {
        NodeSession session = dropped.Value;
        _oldestFirst.Remove(dropped);
        _byToken.TryRemove(session.Token, out _);
        List<LinkedListNode<NodeSession>> own = _byNode[session.Node];
        own.Remove(dropped);
        if (own.Count == 0)
        {
            // Nobody remembers this node's last nonce any more, so no nonce up to it counts, whoever it was given to.
            _byNode.Remove(session.Node);
            _spent = Math.Max(_spent, session.Nonce);
        }
    }
}
