using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Journal;
using DePin.Protocol;
using DePin.Protocol.Wire;
using static DePin.NodeAgent.Tests.Attempts.AttemptFixture;

namespace DePin.NodeAgent.Tests.Journal;

/// <summary>A node's journal in a directory of its own, to be opened again and again.</summary>
internal sealed class TestJournal : IDisposable
{
    public static readonly Address Node = Address.Parse("0x00000000000000000000000000000000000000cc");

    private readonly TemporaryDirectory _directory = new();

    public string Path => _directory["journal.db"];

    /// <param name="node">Whose it is taken to be; null: its owner's.</param>
    public NodeJournal Open(Address? node = null, Steps? steps = null) =>
        NodeJournal.Open(Path, node ?? Node, steps ?? Steps.Unwatched, TimeProvider.System, BootClock.KernelBoot);

    /// <summary>A copy of what is in the file and its log now.</summary>
    public string Copy()
    {
        string copy = _directory["copy.db"];
        foreach (string end in new[] { "", "-wal" })
        {
            File.Copy(Path + end, copy + end);
        }

        return copy;
    }

    /// <summary>As the first command that the scheduler ever sent.</summary>
    public static void Accept(NodeJournal journal, Lease lease) =>
        journal.Apply([new RunLease { Sequence = 1, Lease = lease }], TimeSpan.FromSeconds(100));

    /// <summary>The next link of the chain, not yet in it.</summary>
    public static Seal Next(NodeJournal journal, AttemptId attempt)
    {
        (long sequence, Hash32 previous) = journal.NextSeal;
        var domain = Eip712Domain.DePin(1, Node);
        var message = new WorkAttestation
        {
            JobId = Hash("j"),
            AttemptId = attempt.Value,
            LeaseEpoch = 1,
            Node = Node,
            Beneficiary = Node,
            SpecDigest = Hash("s"),
            ImageDigest = Hash("i"),
            ResultDigest = Hash("r"),
            EvidenceDigest = Hash32.Sha256("{}"u8),
            StartedAt = 1,
            FinishedAt = 2,
            GpuMilliseconds = 0,
            ExitCode = 0,
            Outcome = Outcome.Succeeded,
            Sequence = (ulong)sequence,
            Previous = previous,
        };
        return new Seal
        {
            Attempt = attempt,
            Domain = domain,
            Message = message,
            Digest = Eip712.Digest(domain, message),
            Evidence = "{}"u8.ToArray(),
        };
    }

    /// <summary>All that it knows, in words that differ when it does.</summary>
    public static string Contents(NodeJournal journal) =>
        $"{journal.Facts} {string.Join(' ', journal.Attempts.Values
            .OrderBy(it => it.Id.ToString()).Select(it => $"{it.Id} {it.State} {it.LeaseUntil}"))} "
        + $"{string.Join(' ', journal.Events.Next)} {string.Join(' ', journal.Seals.Read(0, 100).Select(row => row.Seal.Digest))}";

    /// <summary>Seals an attempt of no job.</summary>
    public static Seal SealOne(NodeJournal journal)
    {
        Seal seal = Next(journal, AttemptId.Of(JobId.New(), 1));
        journal.Change(Step.JournalSealed, draft => journal.Seals.Add(draft, seal));
        return seal;
    }

    public void Dispose() => _directory.Dispose();
}
