using DePin.Attestation;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Cli.Ledger;

/// <summary>What <c>ledger --json</c> writes.</summary>
/// <param name="Rows">The newest rows, oldest first.</param>
/// <param name="Balances">What is owed to each payout address over all rows, computed here from the rows.</param>
/// <param name="Verified">Every row's hash is right and covers the row before, numbers are dense, no attempt is paid twice, and the
/// scheduler's balances are the rows' sums.</param>
/// <param name="Checked">Rows that were read.</param>
/// <param name="Head">Hash of the last row; zero for none. Whoever keeps it can tell later that no row up to it was changed.</param>
/// <param name="Fault">What is not so, and in which row.</param>
internal sealed record LedgerJson(
    IReadOnlyList<LedgerRow> Rows,
    IReadOnlyList<LedgerBalance> Balances,
    bool Verified,
    long Checked,
    Hash32 Head,
    string? Fault);
