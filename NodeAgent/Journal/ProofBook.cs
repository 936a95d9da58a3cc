using System.Collections.Immutable;
using System.Text.Json;
using DePin.Attestation;
using DePin.NodeAgent.Attempts;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Journal;

/// <summary>The challenges of this node: all that are open, and the last that ended.</summary>
internal sealed class ProofBook(ImmutableDictionary<Hash32, ProofRecord> records)
{
    /// <summary>Ended challenges that are remembered.</summary>
    public const int MaxEnded = 64;

    private volatile ImmutableDictionary<Hash32, ProofRecord> _records = records;

    public IReadOnlyCollection<ProofRecord> All => [.. _records.Values.OrderByDescending(record => record.ReceivedAt)];

    public IEnumerable<ProofRecord> Open => _records.Values.Where(record => record.Stage is not ProofStage.Settled);

    /// <summary>A challenge that was received; one that is known stays as it is.</summary>
    public static void Accept(JournalDraft draft, GpuChallenge challenge)
    {
        // Whoever sends commands has been logged in to: its domain is known.
        Hash32 id = challenge.Message.Digest(draft.Facts.Scheduler!.Domain);
        ProofRecord record = new(id, challenge, draft.Now, new ProofStage.Received());
        string key = id.ToString(), document = JsonSerializer.Serialize(record, JournalJson.Default.ProofRecord);
        draft.Proofs.Add(record);
        draft.Writes.Add(file =>
        {
            if (file.Read(JournalTable.Proofs, key, key + "\0").Count == 0)
            {
                file.Add(JournalTable.Proofs, key, document);
            }
        });
    }

    /// <summary>It came further, in a commit of its own.</summary>
    public static void Advance(NodeJournal journal, ProofRecord record, ProofStage stage) => journal.Change(Step.JournalCommand, draft =>
    {
        ProofRecord next = record with { Stage = stage };
        string document = JsonSerializer.Serialize(next, JournalJson.Default.ProofRecord);
        draft.Proofs.Add(next);
        draft.Writes.Add(file => file.Put(JournalTable.Proofs, next.Id.ToString(), document));
        foreach (ProofRecord old in journal.Proofs.Forgettable)
        {
            draft.Writes.Add(file => file.Delete(JournalTable.Proofs, old.Id.ToString()));
        }
    });

    /// <summary>The draft is durable.</summary>
    public void Apply(JournalDraft draft)
    {
        if (draft.Proofs.Count == 0)
        {
            return;
        }

        ImmutableDictionary<Hash32, ProofRecord> records = _records.RemoveRange(Forgettable.Select(old => old.Id));
        foreach (ProofRecord record in draft.Proofs)
        {
            records = record.Stage is ProofStage.Received && records.ContainsKey(record.Id) ? records : records.SetItem(record.Id, record);
        }

        _records = records;
    }

    private List<ProofRecord> Forgettable =>
        [.. All.Where(record => record.Stage is ProofStage.Settled).Skip(MaxEnded)];
}
