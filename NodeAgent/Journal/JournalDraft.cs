using System.Collections.Immutable;
using System.Text.Json;
using DePin.Attestation.Evidence;
using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Checkpoints;
using DePin.Protocol;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Journal;

/// <summary>The changes of one commit while they are made: what readers will see, and the rows that make it durable.</summary>
internal sealed class JournalDraft(NodeFacts facts, ImmutableDictionary<AttemptId, Attempt> attempts, long now, Guid kernelBoot)
{
    private readonly List<NodeEvent> _events = [];

    public NodeFacts Facts { get; set; } = facts;

    public ImmutableDictionary<AttemptId, Attempt> Attempts { get; private set; } = attempts;

    /// <summary>Unix milliseconds.</summary>
    public long Now { get; } = now;

    /// <summary>What the file is told, in order.</summary>
    public List<Action<JournalFile>> Writes { get; } = [];

    public IReadOnlyList<NodeEvent> NewEvents => _events;

    /// <summary>Challenges that are new or came further.</summary>
    public List<ProofRecord> Proofs { get; } = [];

    /// <summary>Told to the chain once the commit is durable.</summary>
    public Action<SealChain>? Seal { get; set; }

    public Attempt? Find(AttemptId id) => Attempts.GetValueOrDefault(id);

    /// <summary>The scheduler has stored events up to this one.</summary>
    /// <exception cref="JournalStaleException">There never was such an event.</exception>
    public void AckEvents(long sequence)
    {
        if (sequence > Facts.LastEvent)
        {
            throw new JournalStaleException($"event {sequence} was stored, and this journal's last is {Facts.LastEvent}");
        }

        if (sequence > Facts.AckedEvent)
        {
            Facts = Facts with { AckedEvent = sequence };
        }
    }

    /// <summary>A new attempt.</summary>
    public void Accept(Lease lease, TimeSpan until)
    {
        var attempt = new Attempt
        {
            Lease = lease,
            State = new AttemptState.Accepted(),
            AcceptedAt = Now,
            LeaseUntil = until,
            KernelBoot = kernelBoot,
        };
        string key = Key(lease.Attempt);
        string document = JsonSerializer.Serialize(new AcceptedLease(lease, Now), JournalJson.Default.AcceptedLease);
        Writes.Add(file => file.Add(JournalTable.Leases, key, document));
        Set(attempt);
        SetDeadline(attempt, until);
        RememberCheckpoint(lease);
        Tell(
            lease,
            sequence => new PhaseChanged
            {
                Sequence = sequence,
                Attempt = lease.Attempt,
                Epoch = lease.Epoch,
                At = Now,
                Phase = AttemptPhase.Accepted,
            });
    }

    /// <summary>A journal that was lost knew of the attempt's own checkpoint; the lease, sent again, still does.</summary>
    private void RememberCheckpoint(Lease lease)
    {
        if (lease.Checkpoint is not { } saved || saved.Epoch != lease.Epoch
            || CheckpointEvidence.LinkOf(saved.Previous, saved.Manifest.Value) != saved.Link)
        {
            return;
        }

        CheckpointRecords.Put(this, lease.Attempt, new TakenCheckpoint
        {
            Number = saved.Number,
            Manifest = saved.Manifest,
            Previous = saved.Previous,
            Bytes = saved.Bytes,
            At = saved.At,
            BootTime = TimeSpan.Zero,
            KernelBoot = Guid.Empty,
            Parts = [],
            Delivered = true,
        });
    }

    /// <exception cref="InvalidOperationException">That state cannot follow.</exception>
    /// <exception cref="OperationCanceledException">The lease was lost meanwhile.</exception>
    public void Advance(AttemptId id, AttemptState next)
    {
        Attempt before = Find(id) ?? throw new InvalidOperationException($"Attempt {id.Short} is not in the journal");
        if (before.State is AttemptState.Lost && next is not AttemptState.Ended)
        {
            throw new OperationCanceledException($"Attempt {id.Short} lost its lease while it was about to become {next.Name}");
        }

        if (!before.State.MayBecome(next))
        {
            throw new InvalidOperationException($"Attempt {id.Short} is {before.State.Name} and cannot become {next.Name}");
        }

        Attempt after = before with { State = next };
        Set(after);
        TellOf(before, after);
    }

    public bool OrderStop(AttemptId id, StopOrder order)
    {
        if (
            Find(id) is not { Stop: null } attempt || !(attempt.WantsContainer || attempt.State is AttemptState.Accepted)
                || attempt.State is AttemptState.Exited)
        {
            return false;
        }

        Set(attempt with { Stop = order });
        return true;
    }

    /// <summary>What is true of the attempt already, for a commit that could not be made.</summary>
    public void WriteAgain(AttemptId id)
    {
        if (Find(id) is { } attempt)
        {
            Set(attempt);
        }
    }

    /// <summary>
    /// By what the scheduler says in passing. What is sealed may have been accepted already, with the answer still under way: only its
    /// delivery can tell, see <see cref="Refuse"/>.
    /// </summary>
    public bool Lose(AttemptId id, string reason) => Find(id) is { State: not AttemptState.Sealed } && Refuse(id, reason);

    /// <summary>By the scheduler's refusal of this attempt's log, outputs or attestation.</summary>
    public bool Refuse(AttemptId id, string reason)
    {
        if (Find(id) is not { } attempt || !attempt.State.MayBecome(new AttemptState.Lost(reason)))
        {
            return false;
        }

        Set(attempt with { State = new AttemptState.Lost(reason) });
        return true;
    }

    public void SetDeadline(Attempt attempt, TimeSpan until)
    {
        Attempts = Attempts.SetItem(attempt.Id, Attempts[attempt.Id] with { LeaseUntil = until, KernelBoot = kernelBoot });
        string document = JsonSerializer.Serialize(new BootDeadline(until, kernelBoot), JournalJson.Default.BootDeadline);
        Writes.Add(file => file.Put(JournalTable.Deadlines, Key(attempt.Id), document));
    }

    public void TellCheckpointMissing(AttemptId id, string reason)
    {
        if (Find(id) is { IsHeld: true, Lease: var lease })
        {
            Tell(
                lease,
                sequence => new CheckpointMissing { Sequence = sequence, Attempt = id, Epoch = lease.Epoch, At = Now, Reason = reason });
        }
    }

    public void Forget(AttemptId id)
    {
        if (Find(id) is not { State: AttemptState.Ended })
        {
            return;
        }

        Attempts = Attempts.Remove(id);
        foreach (JournalTable table in (JournalTable[])[JournalTable.Leases, JournalTable.States, JournalTable.Deadlines])
        {
            Writes.Add(file => file.Delete(table, Key(id)));
        }
    }

    /// <summary>Deletes the rows of events that were acknowledged in this commit.</summary>
    public void AckEventsIn(EventOutbox events)
    {
        foreach (long sequence in events.SequencesUpTo(Facts.AckedEvent))
        {
            Writes.Add(file => file.Delete(JournalTable.Events, Key(sequence)));
        }
    }

    /// <summary>Sorts as numbers do.</summary>
    public static string Key(long sequence) => sequence.ToString("D19", System.Globalization.CultureInfo.InvariantCulture);

    public static string Key(AttemptId id) => id.ToString();

    private void Set(Attempt attempt)
    {
        Attempts = Attempts.SetItem(attempt.Id, attempt);
        string document = JsonSerializer.Serialize(new AttemptStatus(attempt.State, attempt.Stop, Now), JournalJson.Default.AttemptStatus);
        Writes.Add(file => file.Put(JournalTable.States, Key(attempt.Id), document));
    }

    private void TellOf(Attempt before, Attempt after)
    {
        (Lease lease, AttemptId id) = (after.Lease, after.Id);
        if (
            after.State is AttemptState.Preparing { Image: { } image } && before.State is AttemptState.Preparing { Image: null }
                && lease.Spec.Image.Digest is null)
        {
            Tell(lease, sequence => new ImageResolved { Sequence = sequence, Attempt = id, Epoch = lease.Epoch, At = Now, Digest = image });
        }

        if (after.Phase > before.Phase && after.IsHeld)
        {
            Tell(
                lease,
                sequence => new PhaseChanged { Sequence = sequence, Attempt = id, Epoch = lease.Epoch, At = Now, Phase = after.Phase });
        }
    }

    private void Tell(Lease lease, Func<long, NodeEvent> next)
    {
        NodeEvent told = next(Facts.LastEvent + 1);
        Facts = Facts with { LastEvent = told.Sequence };
        _events.Add(told);
        string document = JsonSerializer.Serialize(told, JournalJson.Default.NodeEvent);
        Writes.Add(file => file.Add(JournalTable.Events, Key(told.Sequence), document));
    }
}
