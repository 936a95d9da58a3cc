using DePin.Protocol;
using DePin.Protocol.Wire;
using DePin.Scheduler.Checkpoints;
using DePin.Scheduler.Placing;
using DePin.Scheduler.Store;

namespace DePin.Scheduler.Engine;

/// <summary>Grants leases and ends them. Whoever frees capacity or opens a node asks here who waits for it.</summary>
internal static class Leasing
{
    /// <summary>Places the job now if a node takes it; otherwise it waits.</summary>
    public static void PlaceOrQueue(Turn turn, LiveJob job)
    {
        if (Placement.Find(job.Requirement, job.Avoid, turn.State.Offers) is { } choice)
        {
            Grant(turn, job, choice);
        }
        else
        {
            turn.State.Pending.Add(job);
        }
    }

    /// <summary>Gives the node the jobs that wait for it, longest wait first, until it takes no more.</summary>
    public static void Match(Turn turn, LiveNode node)
    {
        node.Unmatched = false;
        while (node.IsOpen && turn.State.Pending.Count > 0)
        {
            NodeOffer offer = node.Offer(turn.Rules);
            LiveJob? first = turn.State.Pending.FirstFor(offer);
            LiveJob? wary = turn.State.Pending.Wary.FirstOrDefault(job => Fit.Now(job.Requirement, offer)
                && Placement.Find(job.Requirement, job.Avoid, turn.State.Offers)?.Node == node.Row.Address);
            LiveJob? next = wary is null || first?.Arrival < wary.Arrival ? first : wary;
            if (next is null)
            {
                return;
            }

            Grant(turn, next, new PlacementChoice(node.Row.Address, Fit.ChooseGpus(next.Requirement, offer)));
        }
    }

    /// <summary>Ends the attempt that holds the lease, decides what becomes of its job, and hands on what became free.</summary>
    public static void End(Turn turn, LiveAttempt attempt, AttemptEnd end)
    {
        LiveNode node = turn.State.Nodes[attempt.Row.Node];
        Close(turn, attempt, end);
        LiveJob job = attempt.Job;
        if (job.Row.Status is JobStatus.Queued)
        {
            turn.State.Pending.Add(job);
        }

        // What became free goes to whoever has waited longest; only then does the job look for a place elsewhere.
        Match(turn, node);
        if (job.Attempt is null && turn.State.Pending.Contains(job.Row.Id))
        {
            turn.State.Pending.Remove(job);
            PlaceOrQueue(turn, job);
        }
    }

    /// <summary>The job ends without a lease: cancelled while it waited.</summary>
    public static void Finish(Turn turn, LiveJob job, JobStatus.Finished end)
    {
        turn.State.Pending.Remove(job);
        turn.State.Jobs.Remove(job.Row.Id);
        turn.Save(job, job.Row with { Status = end });
    }

    /// <summary>A whole life from now, for an attempt its node said it holds.</summary>
    public static void Renew(Turn turn, LiveAttempt attempt)
    {
        attempt.RenewedAt = turn.Now.Monotonic;
        if (attempt.Overdue)
        {
            // It came back before anybody else got the job: it keeps its lease.
            attempt.Overdue = false;
            turn.State.Pending.Remove(attempt.Job);
            turn.State.Arm(new Deadline.Renewal(attempt), turn.Now.Monotonic + attempt.Job.ReassignAfter(turn.Rules));
        }
    }

    private static void Grant(Turn turn, LiveJob job, PlacementChoice choice)
    {
        if (job.Attempt is { } overdue)
        {
            Close(turn, overdue, Lost(turn, overdue));
        }

        turn.State.Pending.Remove(job);
        long epoch = job.Row.Epoch + 1;
        AttemptRow row = new()
        {
            Id = AttemptId.Of(job.Row.Id, epoch),
            Job = job.Row.Id,
            Epoch = epoch,
            Node = choice.Node,
            Gpus = choice.Gpus,
            LeasedAt = turn.Now.UnixMs,
            Phase = AttemptPhase.Leased,
            Image = job.Row.Spec.Image.Digest,
            ResumedFrom = job.Row.Checkpoint?.Number,
        };
        LiveAttempt attempt = new(job, row, turn.Now.Monotonic);
        LiveNode node = turn.State.Nodes[choice.Node];
        job.Attempt = attempt;
        turn.State.Attempts.Add(row.Id, attempt);
        node.Add(attempt);
        turn.Save(job, job.Row with { Epoch = epoch, Status = new JobStatus.Leased(row.Id) });
        turn.Decision.Write(new StoreWrite.InsertAttempt(row));
        turn.Command(node, CommandKind.Run, row.Id, null);
        turn.State.Arm(new Deadline.Renewal(attempt), turn.Now.Monotonic + attempt.Job.ReassignAfter(turn.Rules));
    }

    private static void Close(Turn turn, LiveAttempt attempt, AttemptEnd end)
    {
        LiveJob job = attempt.Job;
        turn.Save(attempt, attempt.Row with { End = end });
        turn.State.Attempts.Remove(attempt.Row.Id);
        turn.State.Pending.Remove(job);
        turn.State.Nodes[attempt.Row.Node].Remove(attempt.Row.Id);
        job.Attempt = null;
        job.Remember(attempt.Row);
        turn.Save(job, JobLife.After(job.Row, end, turn.Rules));
        turn.Decision.Ended(attempt.Row.Id);
        if (job.Row.Status is JobStatus.Finished)
        {
            turn.State.Jobs.Remove(job.Row.Id);
        }
    }

    /// <summary>The end of an attempt whose node said nothing for too long.</summary>
    public static AttemptEnd Lost(Turn turn, LiveAttempt attempt)
    {
        long seconds = (long)(turn.Now.Monotonic - attempt.RenewedAt).TotalSeconds;
        return new AttemptEnd(turn.Now.UnixMs, null, null, $"node lost: it did not renew the lease for {seconds} s", [], null,
            Checkpointing.LostMs(turn, attempt));
    }
}
