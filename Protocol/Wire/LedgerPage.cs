namespace DePin.Protocol.Wire;

/// <param name="Balances">Of the addresses that these rows pay, over all rows there were when the page was read.</param>
/// <param name="Next">Pass as <c>after</c> for the next page; null on the last.</param>
public sealed record LedgerPage(IReadOnlyList<LedgerRow> Rows, IReadOnlyList<LedgerBalance> Balances, long? Next = null);
