using System.Security.Cryptography;
using DePin.Attestation;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Auditing;

/// <summary>
/// Who is asked now, and for what. Pure. Whole owners are asked, all of their idle GPUs at one moment, so that one GPU of several names
/// has to be in several places at once: an owner of whom a GPU lacks a proof, and in a round everybody, in random order, while there
/// is room.
/// </summary>
internal static class AuditPlan
{
    /// <param name="round">It is time for a round.</param>
    /// <param name="seed">Decides the order, so that nobody can tell beside whom he is asked.</param>
    /// <param name="room">Challenges that may be opened.</param>
    /// <param name="now">Unix milliseconds.</param>
    public static IReadOnlyList<AuditOrder> Of(
        IEnumerable<AuditCandidate> candidates, bool round, Hash32 seed, int room, long now, AuditRules rules)
    {
        List<AuditOrder> orders = [];
        foreach (IGrouping<Address, AuditCandidate> owner in candidates
            .Where(candidate => !(candidate.Known?.RetryAt > now))
            .GroupBy(candidate => candidate.Owner)
            .OrderBy(group => Place(seed, group.Key)))
        {
            int left = room - orders.Count;
            if (left <= 0)
            {
                break;
            }

            if ((round || owner.Any(candidate => Lacks(candidate, rules) is not null)) && Fits(owner, left, room))
            {
                orders.AddRange(owner.OrderByDescending(candidate => Lacks(candidate, rules) is not null)
                    .Take(left).Select(candidate => Order(candidate, rules)));
            }
        }

        return orders;
    }

    /// <summary>An owner with more GPUs than there is room is asked for as many as there is, when there is nobody else.</summary>
    private static bool Fits(IEnumerable<AuditCandidate> owner, int left, int room) => left == room || owner.Count() <= left;

    /// <summary>The first proof that is wanted and does not stand.</summary>
    private static ProofKind? Lacks(AuditCandidate candidate, AuditRules rules)
    {
        foreach (ProofKind proof in rules.Proofs)
        {
            if (candidate.Known?.Find(proof) is null)
            {
                return proof;
            }
        }

        return null;
    }

    private static AuditOrder Order(AuditCandidate candidate, AuditRules rules)
    {
        ProofKind proof = Lacks(candidate, rules) ?? rules.Proofs.MinBy(kind => candidate.Known!.Find(kind)!.At);
        ChallengeSize size = ChallengeSizing.Of(proof, candidate.Gpu, candidate.Known?.Find(proof), rules.Sizes);
        return new AuditOrder(candidate.Node, candidate.Gpu.Uuid, candidate.Slot, proof, size);
    }

    private static string Place(Hash32 seed, Address owner) =>
        Convert.ToHexString(SHA256.HashData([.. seed.ToArray(), .. owner.ToArray()]));
}
