using DePin.Protocol.Wire;
using DePin.Scheduler.Store;

namespace DePin.Scheduler.Engine;

/// <summary>
/// A node's long poll: (1) is it this node's current boot, (2) supersede the parked one, (3) take acknowledgements, capacity and events,
/// (4) renew what it holds, (5) hand out waiting jobs, (6) answer at once if there is something to say, park otherwise.
/// </summary>
internal static class Syncing
{
    private const int StoppingRetryMs = 1000;

    public static void Sync(Turn turn, EngineRequest.Sync request)
    {
        SyncRequest body = request.Body;
        Answer<LiveNode> found = Enter(turn, request); // (1)
        if (!found.TryGet(out LiveNode? node, out Refusal? refusal))
        {
            turn.Decision.Deliver(request.Ticket, refusal);
            return;
        }

        node.Returned(turn.Now.Monotonic);
        Answer(turn, node); // (2)
        node.Answered(null);
        Acknowledge(turn, node, body.AckCommand); // (3)
        TakeCapacity(turn, node, request.Capacity);
        bool expired = node.Row.Capacity is { } capacity && capacity.Signed.Statement.ExpiresAt <= (ulong)(turn.Now.UnixMs / 1000);
        node.Heard(turn, body.Accepting, expired);
        NodeEvents.Apply(turn, node, body.Events);
        bool lost = Renew(turn, node, body.Holding); // (4)
        if (node.Unmatched)
        {
            Leasing.Match(turn, node); // (5)
        }

        node.Parked = new ParkedSync(request.Ticket, body.Holding, turn.Now.Monotonic); // (6)
        bool mustAnswer = turn.State.Stopping || lost || request.Hold == TimeSpan.Zero;
        if (mustAnswer || body.Events.Count > 0 || node.Commands.Count > 0 || AskForCapacity(node, body))
        {
            Answer(turn, node);
        }
        else
        {
            turn.State.Arm(new Deadline.Hold(node, node.Parked), turn.Now.Monotonic + request.Hold);
        }
    }

    /// <summary>Answers the parked sync, if there is one, with everything there is to say.</summary>
    public static void Answer(Turn turn, LiveNode node)
    {
        if (node.Parked is not { } parked)
        {
            return;
        }

        node.Parked = null;
        node.Answered(turn.Now.Monotonic);
        turn.Decision.Deliver(parked.Ticket, new SyncReply
        {
            AckEvent = node.Boot!.LastEvent,
            Commands = [.. node.Commands.Take(WireLimits.CommandsPerSync).Select(command => NodeCommands.ToWire(turn, command))],
            Leases = [.. parked.Holding.Select(held => Promise(turn, node, held))],
            HeldMs = (int)(turn.Now.Monotonic - parked.Since).TotalMilliseconds,
            TimeMs = turn.Now.UnixMs,
            RetryAfterMs = turn.State.Stopping ? StoppingRetryMs : 0,
            WantCapacity = node.AskedCapacity == (node.Boot.Boot, node.SeenCapacityVersion),
        });
    }

    private static Answer<LiveNode> Enter(Turn turn, EngineRequest.Sync request)
    {
        if (!turn.State.Nodes.TryGetValue(request.Node, out LiveNode? node))
        {
            if (turn.State.Nodes.Count >= turn.Rules.MaxNodes)
            {
                return new Refusal(ProblemCode.Unavailable, $"{turn.State.Nodes.Count} nodes are known, the most this scheduler keeps",
                    "connect to another scheduler");
            }

            node = new LiveNode(new NodeRow { Address = request.Node, FirstSeenAt = turn.Now.UnixMs, LastSeenAt = turn.Now.UnixMs },
                turn.Now.Monotonic);
        }

        if (node.PastBoots.Contains(request.Body.Boot))
        {
            return new Refusal(ProblemCode.Conflict, $"boot {request.Body.Boot} of this node was superseded by {node.Boot!.Boot}",
                "stop this agent: another one with the same key and a newer journal is connected");
        }

        bool newBoot = node.Boot?.Boot != request.Body.Boot;
        long given = newBoot ? 0 : node.Boot!.LastCommand;
        if (request.Body.AckCommand > given)
        {
            return new Refusal(ProblemCode.Conflict,
                $"ackCommand is {request.Body.AckCommand}, but the last command given in boot {request.Body.Boot} is {given}",
                "begin a new journal with a new boot id: this one does not belong to this scheduler");
        }

        if (newBoot)
        {
            Register(turn, node, request.Body.Boot);
        }

        node.SeenCapacityVersion = request.Body.CapacityVersion;
        return node;
    }

    /// <summary>
    /// A journal that begins anew knows nothing: the node gets everything that still concerns it again, under the new boot.
    /// </summary>
    private static void Register(Turn turn, LiveNode node, BootId boot)
    {
        if (node.Boot is { } earlier)
        {
            node.PastBoots.Add(earlier.Boot);
        }

        turn.State.Nodes[node.Row.Address] = node;
        node.Save(node.Row with { LastSeenAt = turn.Now.UnixMs }, turn.Decision);
        node.Boot = new BootRow(node.Row.Address, boot, (node.Boot?.Number ?? 0) + 1, 0, 0, 0);
        node.Commands.Clear();
        turn.Decision.Touched.Add(node);
        if (node.Row.Draining)
        {
            turn.Command(node, CommandKind.DrainOn, null, null);
        }

        foreach (LiveAttempt attempt in node.Attempts.Values.OrderBy(attempt => attempt.Row.LeasedAt))
        {
            turn.Command(node, CommandKind.Run, attempt.Row.Id, null);
            Delivering.BeginAnew(turn, attempt);
            if (attempt.Job.Row.CancelReason is { } reason)
            {
                turn.Command(node, CommandKind.Cancel, attempt.Row.Id, reason);
            }
        }
    }

    private static void Acknowledge(Turn turn, LiveNode node, long through)
    {
        if (through > node.Boot!.AckedCommand)
        {
            node.Commands.RemoveAll(command => command.Sequence <= through);
            node.Boot = node.Boot with { AckedCommand = through };
            turn.Decision.Touched.Add(node);
        }
    }

    private static void TakeCapacity(Turn turn, LiveNode node, CapacityRow? capacity)
    {
        if (capacity is not null && capacity.Signed != node.Row.Capacity?.Signed)
        {
            node.Save(node.Row with { Capacity = capacity, LastSeenAt = turn.Now.UnixMs }, turn.Decision);
        }
    }

    /// <summary>True once per boot and version: the node's capacity is not the one we have, or what we have has expired.</summary>
    private static bool AskForCapacity(LiveNode node, SyncRequest body)
    {
        bool known = node.Row.Capacity is { } capacity && capacity.Boot == body.Boot && capacity.Version == body.CapacityVersion
            && !node.CapacityExpired;
        if (known)
        {
            node.AskedCapacity = null;
            return false;
        }

        bool first = node.AskedCapacity != (body.Boot, body.CapacityVersion);
        node.AskedCapacity = (body.Boot, body.CapacityVersion);
        return first;
    }

    /// <summary>
    /// Renews every lease the node holds, or is about to receive. True when it holds something that is no longer its own.
    /// </summary>
    private static bool Renew(Turn turn, LiveNode node, IReadOnlyList<HeldLease> holding)
    {
        bool lost = false;
        foreach (HeldLease held in holding)
        {
            if (node.Attempts.TryGetValue(held.Attempt, out LiveAttempt? attempt) && attempt.Row.Epoch == held.Epoch)
            {
                (attempt.Progress, attempt.Total) = (held.Progress, held.Total);
                Leasing.Renew(turn, attempt);
            }
            else
            {
                lost |= !node.Attested.Contains(held.Attempt);
            }
        }

        foreach (LiveAttempt attempt in node.Attempts.Values.Where(attempt =>
            !holding.Any(held => held.Attempt == attempt.Row.Id)).ToList())
        {
            if (node.Commands.Any(command => command.Kind == CommandKind.Run && command.Attempt == attempt.Row.Id))
            {
                Leasing.Renew(turn, attempt);
            }
            else if (attempt.Overdue)
            {
                Leasing.End(turn, attempt, Leasing.Lost(turn, attempt));
            }
        }

        return lost;
    }

    /// <summary>
    /// A whole life from this reply, for whoever still holds the lease: the promise starts when it is given, since that is where the node
    /// counts from (<see cref="SyncReply.HeldMs"/>). 0 for a lease that is gone.
    /// </summary>
    private static LeaseVerdict Promise(Turn turn, LiveNode node, HeldLease held)
    {
        // An attestation was accepted, but the answer to it may not have arrived: the node may go on and get the same answer again.
        bool known = node.Attested.Contains(held.Attempt);
        if (node.Attempts.TryGetValue(held.Attempt, out LiveAttempt? attempt) && attempt.Row.Epoch == held.Epoch && !attempt.Overdue)
        {
            attempt.RenewedAt = turn.Now.Monotonic;
            known = true;
        }

        return new LeaseVerdict(held.Attempt, held.Epoch, known ? (long)turn.Rules.LeaseTtl.TotalMilliseconds : 0);
    }
}
