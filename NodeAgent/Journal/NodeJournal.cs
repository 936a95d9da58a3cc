using System.Collections.Immutable;
using System.Text.Json;
using DePin.Attestation;
using DePin.NodeAgent.Attempts;
using DePin.Protocol;
using Microsoft.Data.Sqlite;

namespace DePin.NodeAgent.Journal;

/// <summary>
/// What the node knows for certain: every intent is here, durable, before its effect. All changes go through a commit that survives a power
/// cut and is then visible to readers, who see an immutable snapshot. Safe for use by several threads; a commit takes a
/// fraction of a millisecond.
/// </summary>
public sealed class NodeJournal : IDisposable
{
    /// <summary>Ended attempts that are remembered.</summary>
    public const int MaxHistory = 1000;

    private readonly Lock _gate = new();
    private readonly JournalFile _file;
    private readonly Steps _steps;
    private readonly TimeProvider _time;
    private readonly Guid _kernelBoot;
    private volatile NodeFacts _facts;
    private volatile ImmutableDictionary<AttemptId, Attempt> _attempts;

    /// <summary>Attempts whose stop order is not in the file yet.</summary>
    private ImmutableHashSet<AttemptId> _unwritten = [];

    private NodeJournal(JournalFile file, JournalContents contents, Steps steps, TimeProvider time, Guid kernelBoot)
    {
        _file = file;
        _steps = steps;
        _time = time;
        _kernelBoot = kernelBoot;
        _facts = contents.Facts;
        _attempts = contents.Attempts;
        Events = new EventOutbox(contents.Events);
        Seals = new SealChain(file, contents.LastSeal);
        Spools = new SpoolRecords(file);
        Checkpoints = new CheckpointRecords(file);
        Proofs = new ProofBook(contents.Proofs);
        Images = new ImageRecords(file);
    }

    /// <summary>Raised after each commit that changed an attempt or added an event, on the thread that committed.</summary>
    public event Action? Changed;

    public NodeFacts Facts => _facts;

    /// <summary>Every attempt that is remembered.</summary>
    public ImmutableDictionary<AttemptId, Attempt> Attempts => _attempts;

    internal EventOutbox Events { get; }

    internal SealChain Seals { get; }

    /// <summary>What the next attestation states of its place in the chain.</summary>
    internal ChainBase NextSeal => Seals.Next(_facts);

    internal SpoolRecords Spools { get; }

    internal CheckpointRecords Checkpoints { get; }

    internal ProofBook Proofs { get; }

    internal ImageRecords Images { get; }

    /// <summary>Opens the journal at <paramref name="path"/>, or begins one there.</summary>
    /// <param name="node">The key's address.</param>
    /// <param name="kernelBoot">The boot that the clock counts from.</param>
    /// <exception cref="JournalUnusableException">It is damaged, another node's, or another version's.</exception>
    public static NodeJournal Open(string path, Address node, Steps steps, TimeProvider time, Guid kernelBoot)
    {
        JournalFile file = JournalFile.Open(path);
        try
        {
            return new NodeJournal(file, JournalContents.Load(file, node), steps, time, kernelBoot);
        }
        catch (SqliteException e)
        {
            // What SQLite's own check at the opening does not see: a column's name, a page that is gone.
            file.Dispose();
            throw JournalUnusableException.Damaged(path, $"SQLite says: {e.Message}", e);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Dispose() => _file.Dispose();

    public Attempt? Find(AttemptId id) => _attempts.GetValueOrDefault(id);

    /// <summary>Writes down later deadlines; an earlier one is ignored.</summary>
    public void Renew(IReadOnlyDictionary<AttemptId, TimeSpan> deadlines)
    {
        Change(Step.JournalRenewal, draft =>
        {
            foreach ((AttemptId id, TimeSpan until) in deadlines)
            {
                if (
                    draft.Find(id) is { IsHeld: true } attempt
                        && (until > attempt.LeaseUntil || attempt.KernelBoot != _kernelBoot))
                {
                    draft.SetDeadline(attempt, until);
                }
            }
        });
    }

    /// <summary>Takes an attempt to its next state, with the events that tell the scheduler.</summary>
    /// <exception cref="InvalidOperationException">That state cannot follow; the attempt stays as it is.</exception>
    /// <exception cref="OperationCanceledException">The lease was lost meanwhile; the attempt stays as it is.</exception>
    public Attempt Advance(AttemptId id, AttemptState next, Step step) => Advance(id, next, step, _ => { });

    /// <summary>
    /// Decides that the attempt shall end. False: it has ended already, or was told so before. Where the disk takes nothing more, the order
    /// holds all the same and is written with the next commit: a full disk keeps no job running past its lease, or past its disk.
    /// </summary>
    public bool OrderStop(AttemptId id, StopOrder order)
    {
        bool ordered = false;
        try
        {
            Change(Step.JournalStop, draft => ordered = draft.OrderStop(id, order));
        }
        catch (SqliteException)
        {
            lock (_gate)
            {
                JournalDraft draft = Draft();
                ordered = draft.OrderStop(id, order);
                _attempts = draft.Attempts;
                _unwritten = ordered ? _unwritten.Add(id) : _unwritten;
            }

            if (ordered)
            {
                Changed?.Invoke();
            }
        }

        return ordered;
    }

    /// <summary>
    /// The lease is another's: nothing will be attested. False: the attempt is past that, or sealed, so that its delivery finds out.
    /// </summary>
    public bool Lose(AttemptId id, string reason)
    {
        bool lost = false;
        Change(Step.JournalLost, draft => lost = draft.Lose(id, reason));
        return lost;
    }

    /// <summary>The scheduler refused what was to be delivered, and always will.</summary>
    public void Refuse(AttemptId id, string reason) => Change(Step.JournalLost, draft => draft.Refuse(id, reason));

    /// <summary>Tells the scheduler that a job that is to write checkpoints does not.</summary>
    public void TellCheckpointMissing(AttemptId id, string reason) =>
        Change(Step.JournalCheckpointMissing, draft => draft.TellCheckpointMissing(id, reason));

    /// <summary>Forgets an attempt that ended long ago. Its attestation stays in the chain.</summary>
    public void Forget(AttemptId id) => Change(Step.JournalForgotten, draft => draft.Forget(id));

    /// <summary>As <see cref="Advance(AttemptId, AttemptState, Step)"/>, with other rows in the same commit.</summary>
    internal Attempt Advance(AttemptId id, AttemptState next, Step step, Action<JournalDraft> also)
    {
        Change(step, draft =>
        {
            also(draft);
            draft.Advance(id, next);
        });
        return _attempts[id];
    }

    /// <summary>One commit: the draft is written, then it becomes what readers see. Nothing happens when nothing changed.</summary>
    internal void Change(Step step, Action<JournalDraft> change)
    {
        bool changed;
        lock (_gate)
        {
            JournalDraft draft = Draft();
            change(draft);
            changed = draft.Writes.Count > 0 || draft.Facts != _facts;
            if (changed)
            {
                Write(step, draft);
            }
        }

        if (changed)
        {
            Changed?.Invoke();
        }
    }

    /// <summary>Reads rows that are not kept in memory.</summary>
    internal T Read<T>(Func<T> read)
    {
        lock (_gate)
        {
            return read();
        }
    }

    private JournalDraft Draft()
    {
        var draft = new JournalDraft(_facts, _attempts, _time.Milliseconds(), _kernelBoot);
        foreach (AttemptId id in _unwritten)
        {
            draft.WriteAgain(id);
        }

        return draft;
    }

    private void Write(Step step, JournalDraft draft)
    {
        draft.AckEventsIn(Events);
        _steps.Before(step);
        _file.Commit(() =>
        {
            if (draft.Facts != _facts)
            {
                _file.Put(
                    JournalTable.Node, JournalContents.FactsKey, JsonSerializer.Serialize(draft.Facts, JournalJson.Default.NodeFacts));
            }

            foreach (Action<JournalFile> write in draft.Writes)
            {
                write(_file);
            }
        });
        _steps.After(step);
        _facts = draft.Facts;
        _attempts = draft.Attempts;
        _unwritten = [];
        Events.Apply(draft);
        Proofs.Apply(draft);
        draft.Seal?.Invoke(Seals);
    }
}
