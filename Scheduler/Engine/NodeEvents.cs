using DePin.Protocol.Wire;
using DePin.Scheduler.Store;

namespace DePin.Scheduler.Engine;

/// <summary>
/// Applies a node's events once each, in their order. What was applied before is skipped; after a gap nothing is applied, and the
/// acknowledgement tells the node where to go on. An event of a lease that is gone is taken note of and changes nothing: fencing.
/// </summary>
internal static class NodeEvents
{
    public static Answer<EventsReply> Take(Turn turn, EngineRequest.Events request)
    {
        if (!turn.State.Nodes.TryGetValue(request.Node, out LiveNode? node) || node.Boot?.Boot != request.Body.Boot)
        {
            return new Refusal(ProblemCode.Conflict, $"boot {request.Body.Boot} is not the current one of this node",
                "sync first: events follow a sync of the same boot");
        }

        node.SeenAt = turn.Now.Monotonic;
        Apply(turn, node, request.Body.Events);
        return new EventsReply(node.Boot.LastEvent);
    }

    public static void Apply(Turn turn, LiveNode node, IReadOnlyList<NodeEvent> events)
    {
        BootRow boot = node.Boot!;
        long last = boot.LastEvent;
        foreach (NodeEvent one in events)
        {
            if (one.Sequence != last + 1)
            {
                continue;
            }

            last = one.Sequence;
            if (node.Attempts.TryGetValue(one.Attempt, out LiveAttempt? attempt) && attempt.Row.Epoch == one.Epoch)
            {
                ApplyTo(turn, attempt, one);
            }
        }

        if (last > boot.LastEvent)
        {
            node.Boot = boot with { LastEvent = last };
            turn.Decision.Touched.Add(node);
        }
    }

    private static void ApplyTo(Turn turn, LiveAttempt attempt, NodeEvent one)
    {
        switch (one)
        {
            case PhaseChanged change when change.Phase > attempt.Row.Phase:
                (attempt.Progress, attempt.Total) = (null, null);
                long? running = change.Phase == AttemptPhase.Running ? turn.Now.UnixMs : attempt.Row.RunningAt;
                turn.Save(attempt, attempt.Row with { Phase = change.Phase, RunningAt = running });
                break;
            case ImageResolved resolved when attempt.Row.Image is null:
                turn.Save(attempt, attempt.Row with { Image = resolved.Digest });
                break;
            case CheckpointMissing missing:
                turn.Save(attempt, attempt.Row with { CheckpointProblem = missing.Reason });
                break;
        }
    }
}
