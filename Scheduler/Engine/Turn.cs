using DePin.Attestation;
using DePin.Protocol;
using DePin.Protocol.Wire;
using DePin.Scheduler.Placing;
using DePin.Scheduler.Store;

namespace DePin.Scheduler.Engine;

/// <summary>
/// One request's turn at the state: when it is, what it reads and changes, and what it decides. No I/O happens in a turn.
/// </summary>
internal sealed record Turn(EngineState State, Instant Now, Decision Decision)
{
    public EngineRules Rules => State.Rules;

    /// <summary>Puts the row beside the state and among the writes.</summary>
    public void Save(LiveJob job, JobRow row)
    {
        job.Row = row;
        Decision.Write(new StoreWrite.SaveJob(row));
        Decision.Changed(row.Id);
        if (row.Status is JobStatus.Finished)
        {
            Decision.Finished(row.Id);
        }
    }

    public void Save(LiveAttempt attempt, AttemptRow row)
    {
        attempt.Row = row;
        Decision.Write(new StoreWrite.SaveAttempt(row));
        Decision.Changed(row.Job);
    }

    /// <summary>What every known node says to a job that waits, or which node has it.</summary>
    public WhyView Explain(LiveJob job) => job.Attempt is { } live
        ? Why.Placed(live.Row, Silence(live), job.ReassignAfter(Rules))
        : Why.Explain(job.Row.Id, Placement.Explain(job.Requirement, job.Avoid, [.. State.Offers]));

    private TimeSpan? Silence(LiveAttempt live) =>
        State.Nodes[live.Row.Node] is { Silent: true } node ? Now.Monotonic - node.SeenAt : null;

    /// <summary>Gives the node its next command. A node that never had a boot gets it with its first.</summary>
    public void Command(LiveNode node, CommandKind kind, AttemptId? attempt, string? reason, Hash32? challenge = null)
    {
        if (node.Boot is not { } boot)
        {
            return;
        }

        CommandRow command = new(node.Row.Address, boot.Boot, boot.LastCommand + 1, kind, attempt, reason, challenge);
        node.Boot = boot with { LastCommand = command.Sequence };
        node.Commands.Add(command);
        Decision.Write(new StoreWrite.InsertCommand(command));
        Decision.Touched.Add(node);
    }
}
