using DePin.Scheduler.Store;

namespace DePin.Scheduler.Engine;

/// <summary>What passes by time alone: held polls, silent nodes, leases nobody renews.</summary>
internal static class Silence
{
    /// <summary>Handles every deadline that is due.</summary>
    public static void Pass(Turn turn)
    {
        while (turn.State.TryPopDue(turn.Now.Monotonic, out Deadline? deadline))
        {
            switch (deadline)
            {
                case Deadline.Hold hold when ReferenceEquals(hold.Node.Parked, hold.Parked):
                    Syncing.Answer(turn, hold.Node);
                    break;
                case Deadline.Silence silence:
                    LookAtNode(turn, silence.Node);
                    break;
                case Deadline.Renewal renewal:
                    LookAtAttempt(turn, renewal.Attempt);
                    break;
                case Deadline.Proof proof:
                    Auditing.LookAt(turn, proof.Challenge);
                    break;
            }
        }
    }

    private static void LookAtNode(Turn turn, LiveNode node)
    {
        TimeSpan due = node.SeenAt + turn.Rules.LeaseTtl;
        if (node.Silent)
        {
            return;
        }

        if (turn.Now.Monotonic < due)
        {
            turn.State.Arm(new Deadline.Silence(node), due);
            return;
        }

        node.FellSilent();

        // A job that waited for this node, because another one had failed it, must no longer wait.
        foreach (LiveJob job in turn.State.Pending.Wary.ToList())
        {
            turn.State.Pending.Remove(job);
            Leasing.PlaceOrQueue(turn, job);
        }
    }

    private static void LookAtAttempt(Turn turn, LiveAttempt attempt)
    {
        if (attempt.Row.End is not null || attempt.Overdue)
        {
            return;
        }

        TimeSpan due = attempt.RenewedAt + attempt.Job.ReassignAfter(turn.Rules);
        if (turn.Now.Monotonic < due)
        {
            turn.State.Arm(new Deadline.Renewal(attempt), due);
            return;
        }

        AttemptEnd lost = Leasing.Lost(turn, attempt);
        bool final = JobLife.After(attempt.Job.Row, lost, turn.Rules).Status is JobStatus.Finished;
        if (final || !turn.State.Nodes[attempt.Row.Node].Silent)
        {
            // Nobody else may have it, or its node is there and does not hold it: there is nothing to wait for.
            Leasing.End(turn, attempt, lost);
            return;
        }

        attempt.Overdue = true;
        Leasing.PlaceOrQueue(turn, attempt.Job);
    }
}
