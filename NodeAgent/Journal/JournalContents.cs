using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DePin.Attestation;
using DePin.NodeAgent.Attempts;
using DePin.Protocol;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Journal;

/// <summary>
/// All rows, read at start and checked against each other: SQLite vouches for its pages and each row for itself, but not for rows that
/// are missing.
/// </summary>
internal sealed record JournalContents(
    NodeFacts Facts,
    ImmutableDictionary<AttemptId, Attempt> Attempts,
    ImmutableSortedDictionary<long, NodeEvent> Events,
    ImmutableDictionary<Hash32, ProofRecord> Proofs,
    Seal? LastSeal)
{
    public const string FactsKey = "facts";

    /// <exception cref="JournalUnusableException">The rows contradict each other, or are another node's.</exception>
    public static JournalContents Load(JournalFile file, Address node)
    {
        NodeFacts facts = LoadFacts(file, node);
        var attempts = LoadAttempts(file);
        var events = Documents(file, JournalTable.Events, JournalJson.Default.NodeEvent)
            .ToImmutableSortedDictionary(row => long.Parse(row.Key, CultureInfo.InvariantCulture), row => row.Value);
        Require(
            file,
            events.Count == facts.LastEvent - facts.AckedEvent,
            $"{events.Count} events wait, where {facts.AckedEvent + 1} to {facts.LastEvent} should");
        Require(
            file,
            events.Keys.Select((sequence, index) => sequence - index).All(first => first == facts.AckedEvent + 1),
            "events are missing");
        var proofs = Documents(file, JournalTable.Proofs, JournalJson.Default.ProofRecord)
            .ToImmutableDictionary(row => row.Value.Id, row => row.Value);
        return new JournalContents(facts, attempts, events, proofs, CheckChain(file, facts, attempts));
    }

    private static NodeFacts LoadFacts(JournalFile file, Address node)
    {
        NodeFacts? facts = Documents(file, JournalTable.Node, JournalJson.Default.NodeFacts).Select(row => row.Value).FirstOrDefault();
        if (facts is null)
        {
            bool empty = Enum.GetValues<JournalTable>()
            .Where(table => table != JournalTable.Schema).All(table => file.Read(table).Count == 0);
            Require(file, empty, "it holds attempts and no node");
            facts = new NodeFacts { Boot = BootId.New(), Node = node, Chain = file.Mark() ? ChainBase.AfterLostJournal : null };
            string document = JsonSerializer.Serialize(facts, JournalJson.Default.NodeFacts);
            file.Commit(() => file.Add(JournalTable.Node, FactsKey, document));
        }

        return facts.Node == node
            ? facts
            : throw new JournalUnusableException(
                file.Path,
                $"it is the journal of node {facts.Node}, and the key in use is that of {node}",
                "Use that node's key, or another state directory: one chain of attestations belongs to one key",
                null);
    }

    private static ImmutableDictionary<AttemptId, Attempt> LoadAttempts(JournalFile file)
    {
        var states = Documents(file, JournalTable.States, JournalJson.Default.AttemptStatus).ToDictionary();
        var deadlines = Documents(file, JournalTable.Deadlines, JournalJson.Default.BootDeadline).ToDictionary();
        var attempts = ImmutableDictionary.CreateBuilder<AttemptId, Attempt>();
        foreach ((string key, AcceptedLease accepted) in Documents(file, JournalTable.Leases, JournalJson.Default.AcceptedLease))
        {
            Require(file, key == accepted.Lease.Attempt.ToString(), $"the lease of attempt {key} names another attempt");
            Require(file, states.ContainsKey(key) && deadlines.ContainsKey(key), $"attempt {key} has no state");
            attempts[accepted.Lease.Attempt] = new Attempt
            {
                Lease = accepted.Lease,
                State = states[key].State,
                Stop = states[key].Stop,
                AcceptedAt = accepted.AcceptedAt,
                LeaseUntil = deadlines[key].Until,
                KernelBoot = deadlines[key].KernelBoot,
            };
        }

        Require(file, attempts.Count == states.Count && attempts.Count == deadlines.Count, "a state belongs to no lease");
        return attempts.ToImmutable();
    }

    /// <summary>The chain has no gap, each link names the one before, and each sealed attempt is in it.</summary>
    private static Seal? CheckChain(JournalFile file, NodeFacts facts, ImmutableDictionary<AttemptId, Attempt> attempts)
    {
        Seal? last = null;
        ChainBase next = facts.Chain ?? new ChainBase(0, default);
        HashSet<AttemptId> sealedAttempts = [];
        foreach ((string key, Seal seal) in Documents(file, JournalTable.Seals, JournalJson.Default.Seal))
        {
            Require(file, key == JournalDraft.Key((long)seal.Message.Sequence), $"attestation {key} has sequence {seal.Message.Sequence}");
            Require(
                file,
                seal.Message.Sequence == (ulong)next.Sequence,
                $"attestations before sequence {seal.Message.Sequence} are missing");
            Require(
                file,
                seal.Message.Previous == next.Previous,
                $"attestation {seal.Message.Sequence} does not follow the one before it");
            Require(
                file,
                Eip712.Digest(seal.Domain, seal.Message) == seal.Digest,
                $"attestation {seal.Message.Sequence} does not have its digest");
            Require(
                file,
                Hash32.Sha256(seal.Evidence) == seal.Message.EvidenceDigest,
                $"the evidence of attestation {seal.Message.Sequence} is not what it states");
            sealedAttempts.Add(seal.Attempt);
            last = seal;
            next = new ChainBase(next.Sequence + 1, seal.Digest);
        }

        Require(file, sealedAttempts.Count == file.Read(JournalTable.SealedAttempts).Count, "an attestation is missing");
        foreach (Attempt attempt in attempts.Values.Where(it => it.State is AttemptState.Sealed or AttemptState.Acknowledged))
        {
            Require(file, sealedAttempts.Contains(attempt.Id), $"the attestation of attempt {attempt.Id} is missing");
        }

        return last;
    }

    private static IEnumerable<KeyValuePair<string, T>> Documents<T>(JournalFile file, JournalTable table, JsonTypeInfo<T> type)
        where T : class
    {
        foreach ((string key, string document) in file.Read(table))
        {
            yield return KeyValuePair.Create(key, Parse(file, table, key, document, type));
        }
    }

    private static T Parse<T>(JournalFile file, JournalTable table, string key, string document, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(document, type) ?? throw new JsonException("the document is null");
        }
        catch (JsonException e)
        {
            throw JournalUnusableException.Damaged(file.Path, $"row '{key}' of table {table} cannot be read: {e.Message}", e);
        }
    }

    private static void Require(JournalFile file, bool holds, string fact)
    {
        if (!holds)
        {
            throw JournalUnusableException.Damaged(file.Path, fact, null);
        }
    }
}
