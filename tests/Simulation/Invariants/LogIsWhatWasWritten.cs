using DePin.Attestation.Envelopes;
using DePin.Attestation.Evidence;
using DePin.Attestation.Messages;
using DePin.NodeAgent.Attempts;
using DePin.Protocol;
using DePin.Scheduler.Store;
using DePin.Simulation.Nodes;

namespace DePin.Simulation.Invariants;

/// <summary>
/// Log bytes are bytes written: what the scheduler holds is always the beginning of what the container wrote, all of it when the attempt
/// is attested (or as much as the engine read, where that is given as the host's fault or said in the evidence), and never a byte more
/// after the attempt has ended.
/// </summary>
internal sealed class LogIsWhatWasWritten : Invariant
{
    private readonly Dictionary<AttemptId, long> _final = [];
    private int _version;

    public override string? Check(World world)
    {
        if (world.Books.Version == _version)
        {
            return null;
        }

        _version = world.Books.Version;
        foreach (AttemptRow attempt in world.Books.Attempts.Values.Where(it => it.End is not null && !_final.ContainsKey(it.Id)))
        {
            byte[] held = Held(world, attempt.Id);
            _final.Add(attempt.Id, held.Length);
            if (Compare(world, attempt, held) is { } wrong)
            {
                return wrong;
            }
        }

        return null;
    }

    public override string? CheckAtRest(World world)
    {
        foreach (AttemptRow attempt in world.Books.Attempts.Values)
        {
            byte[] held = Held(world, attempt.Id);
            if (_final.TryGetValue(attempt.Id, out long final) && held.Length != final)
            {
                return $"the log of {world.Label(attempt.Id)} had {final} bytes when it ended and has {held.Length} now";
            }
        }

        return null;
    }

    private static string? Compare(World world, AttemptRow attempt, byte[] held)
    {
        ContainerRecord? container = world.Containers.Find(record => record.Attempt == attempt.Id);
        byte[] written = container?.Written.ToArray() ?? [];
        bool excused = container is { LostItsEnd: true } && (attempt.End is { Outcome: Outcome.HostFault } || IsSaid(world, attempt.Id));
        bool whole = attempt.End?.Attestation is not null && container is not { Runs: true } && !excused;
        bool right = whole ? held.AsSpan().SequenceEqual(written) : written.AsSpan().StartsWith(held);
        return right ? null : $"the log of {world.Label(attempt.Id)} has {held.Length} bytes that are not "
            + $"{(whole ? "all" : "the first")} of the {written.Length} written";
    }

    /// <summary>The evidence tells that the log may lack its end.</summary>
    private static bool IsSaid(World world, AttemptId attempt) => world.Books.Attestations.TryGetValue(attempt, out AttestationRow? row)
        && EvidenceStatement.Parse(AttestationEnvelope.Parse(row.Envelope).Evidence.Span).Predicate.Verdict.Evidence
            .Contains(RunResult.EndUnread);

    private static byte[] Held(World world, AttemptId attempt)
    {
        string name = attempt.ToString()[2..];
        string path = Path.Combine(world.Scheduler.Directory, "logs", name[..2], name + ".log");
        return File.Exists(path) ? File.ReadAllBytes(path) : [];
    }
}
