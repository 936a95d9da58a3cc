using DePin.Attestation;

namespace DePin.Protocol.Wire;

/// <summary>What is owed to one payout address, over all rows there were at one moment.</summary>
/// <param name="Amount">Decimal integer in base units (10^-18 of the token).</param>
/// <param name="Rows">How many rows of the address these were.</param>
public sealed record LedgerBalance(Address Beneficiary, string Amount, long Rows);
