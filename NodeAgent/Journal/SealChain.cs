using System.Text.Json;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Journal;

/// <summary>
/// The node's chain of attestations. A sequence gets its digest once, durably, before anything is signed: the primary key refuses a second
/// one, and so there can never be two signatures for one sequence.
/// </summary>
internal sealed class SealChain(JournalFile file, Seal? last)
{
    /// <summary>
    /// As many attestations as a lost journal may have signed that the scheduler has not seen, and more: one for each lease it may have
    /// held. Behind that many, every sequence is free.
    /// </summary>
    public const int Gap = WireLimits.LeasesPerNode * 2;

    private volatile Seal? _last = last;
    private int _version;

    /// <summary>Changes when a seal or a signature is added.</summary>
    public int Version => Volatile.Read(ref _version);

    /// <summary>What the next attestation states of its place in the chain.</summary>
    public ChainBase Next(NodeFacts facts) =>
        _last is { } link ? new((long)link.Message.Sequence + 1, link.Digest) : facts.Chain ?? new(0, default);

    /// <summary>
    /// Holds the chain against the last attestation the scheduler has: where this journal begins anew, its chain goes on behind that one.
    /// </summary>
    /// <exception cref="JournalStaleException">This chain ends before it, or has another digest there.</exception>
    public void Join(JournalDraft draft, ChainHead head)
    {
        long sequence = (long)head.Message.Sequence;
        ChainBase next = Next(draft.Facts);
        if (_last is null && (draft.Facts.Chain is null || draft.Facts.Chain == ChainBase.AfterLostJournal))
        {
            draft.Facts = draft.Facts with { Chain = new ChainBase(sequence + Gap, head.Digest()) };
        }
        else if (next.Sequence <= sequence)
        {
            throw new JournalStaleException($"attestation {sequence} was accepted, and this journal's next is {next.Sequence}");
        }
        else if (Find(sequence) is { } link && link.Digest != head.Digest())
        {
            throw new JournalStaleException($"attestation {sequence} has digest {head.Digest()}, and here it has {link.Digest}");
        }
    }

    /// <summary>Puts the seal into <paramref name="draft"/>'s commit.</summary>
    public void Add(JournalDraft draft, Seal seal)
    {
        string key = JournalDraft.Key((long)seal.Message.Sequence);
        string document = JsonSerializer.Serialize(seal, JournalJson.Default.Seal);
        draft.Writes.Add(it => it.Add(JournalTable.SealedAttempts, JournalDraft.Key(seal.Attempt), key));
        draft.Writes.Add(it => it.Add(JournalTable.Seals, key, document));
        draft.Seal = chain =>
        {
            chain._last = seal;
            chain._version++;
        };
    }

    /// <summary>Puts signatures into <paramref name="draft"/>'s commit. The node's signature of a digest is always the same.</summary>
    public static void Sign(JournalDraft draft, long sequence, SealSignatures signatures)
    {
        string document = JsonSerializer.Serialize(signatures, JournalJson.Default.SealSignatures);
        draft.Writes.Add(it => it.Put(JournalTable.Signatures, JournalDraft.Key(sequence), document));
        draft.Seal = chain => chain._version++;
    }

    public Seal? Find(long sequence) => Read(sequence, 1).Select(row => row.Seal).FirstOrDefault();

    public SealSignatures? SignaturesOf(long sequence) => Read(sequence, 1).Select(row => row.Signatures).FirstOrDefault();

    /// <summary>Seals from <paramref name="sequence"/> on, at most <paramref name="count"/>.</summary>
    public IReadOnlyList<(Seal Seal, SealSignatures? Signatures)> Read(long sequence, int count)
    {
        (string from, string until) = (JournalDraft.Key(sequence), JournalDraft.Key(sequence + count));
        var signatures = file.Read(JournalTable.Signatures, from, until).ToDictionary();
        return [.. file.Read(JournalTable.Seals, from, until).Select(row => (
            JsonSerializer.Deserialize(row.Value, JournalJson.Default.Seal)!,
            signatures.TryGetValue(row.Key, out string? signed)
                ? JsonSerializer.Deserialize(signed, JournalJson.Default.SealSignatures)
                : null))];
    }
}
