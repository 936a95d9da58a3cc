namespace DePin.Protocol.Wire;

/// <param name="Next">Pass as <c>after</c> for the next page; null on the last.</param>
public sealed record LedgerPage(IReadOnlyList<LedgerRow> Rows, IReadOnlyList<LedgerBalance> Balances, long? Next = null);
