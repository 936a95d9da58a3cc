using System.Diagnostics;
using DePin.Protocol;
using DePin.Protocol.Wire;
using DePin.Scheduler.Store;

namespace DePin.Scheduler.Engine;

/// <summary>Stored commands as the node gets them, made at the moment they are sent.</summary>
internal static class NodeCommands
{
    public static NodeCommand ToWire(Turn turn, CommandRow command) => command.Kind switch
    {
        CommandKind.Run => Run(turn, command),
        CommandKind.Cancel => Cancel(command.Sequence, command.Attempt!.Value, Epoch(turn, command.Attempt.Value), command.Reason!),
        CommandKind.DrainOn => new SetDraining { Sequence = command.Sequence, Draining = true },
        CommandKind.DrainOff => new SetDraining { Sequence = command.Sequence, Draining = false },
        CommandKind.Challenge => Challenge(turn, command),
        _ => throw new UnreachableException(),
    };

    /// <summary>One that has ended stays in its place, empty: the sequence stays dense and nothing is computed for nobody.</summary>
    private static AnswerChallenge Challenge(Turn turn, CommandRow command) => new()
    {
        Sequence = command.Sequence,
        Challenge = turn.State.Challenges.TryGetValue(command.Challenge!.Value, out LiveChallenge? challenge) && !challenge.LostClock
            ? new GpuChallenge(challenge.Row.Gpu, challenge.Row.Message, challenge.Row.Challenge.Signature)
            : null,
    };

    /// <summary>A lease that ended before it was delivered becomes a cancel: the sequence stays dense and nothing is started.</summary>
    private static NodeCommand Run(Turn turn, CommandRow command)
    {
        if (!turn.State.Attempts.TryGetValue(command.Attempt!.Value, out LiveAttempt? attempt))
        {
            return Cancel(command.Sequence, command.Attempt.Value, 0, "the lease ended before it was delivered");
        }

        return new RunLease
        {
            Sequence = command.Sequence,
            Lease = new Lease
            {
                Job = attempt.Row.Job,
                Attempt = attempt.Row.Id,
                Epoch = attempt.Row.Epoch,
                Spec = attempt.Job.Row.Spec,
                SpecDigest = attempt.Job.Row.SpecDigest,
                Gpus = attempt.Row.Gpus,
                Checkpoint = attempt.Job.Row.Checkpoint,
                TtlMs = (long)turn.Rules.LeaseTtl.TotalMilliseconds,
            },
        };
    }

    private static CancelAttempt Cancel(long sequence, AttemptId attempt, long epoch, string reason) =>
        new() { Sequence = sequence, Attempt = attempt, Epoch = epoch, Reason = reason };

    private static long Epoch(Turn turn, AttemptId attempt) => turn.State.Attempts.TryGetValue(attempt, out LiveAttempt? live)
        ? live.Row.Epoch : 0;
}
