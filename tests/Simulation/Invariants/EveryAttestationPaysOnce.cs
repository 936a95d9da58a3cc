using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Protocol.Wire;
using DePin.Scheduler.Store;
using DePin.Simulation.Scheduling;

namespace DePin.Simulation.Invariants;

/// <summary>
/// The ledger has one row for each attempt that was attested and none for any other, in one chain, and at rest the store says so too.
/// </summary>
internal sealed class EveryAttestationPaysOnce : Invariant
{
    private int _seen;

    public override string? Check(World world)
    {
        Books books = world.Books;
        for (; _seen < books.Ledger.Count; _seen++)
        {
            LedgerRow row = books.Ledger[_seen];
            Hash32 before = _seen == 0 ? default : books.Ledger[_seen - 1].Hash;
            if (row.Number != _seen + 1 || row.Previous != before || row.ComputeHash() != row.Hash)
            {
                return $"ledger row {row.Number} does not follow row {_seen}";
            }

            if (!books.Attestations.TryGetValue(row.Attempt, out AttestationRow? attestation) || attestation.Digest != row.Attestation)
            {
                return $"ledger row {row.Number} pays {world.Label(row.Attempt)}, which is not attested";
            }
        }

        return books.Ledger.Count == books.Attestations.Count
            ? null
            : $"{books.Attestations.Count} attempts are attested and the ledger has {books.Ledger.Count} rows";
    }

    public override string? CheckAtRest(World world)
    {
        using StoreReader reader = new(Path.Combine(world.Scheduler.Directory, Template.StoreName));
        IReadOnlyList<LedgerRow> stored = reader.Ledger(null, 0, 1000).Rows;
        if (!stored.Select(row => row.Hash).SequenceEqual(world.Books.Ledger.Select(row => row.Hash)))
        {
            return $"the store's ledger has {stored.Count} rows, not the {world.Books.Ledger.Count} that were written";
        }

        return stored.Where(row => row.Outcome == Outcome.Succeeded).GroupBy(row => row.Job).Any(rows => rows.Count() > 1)
            ? "a job succeeded twice, and was paid for both"
            : null;
    }
}
