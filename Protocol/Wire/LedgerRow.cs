using System.Text.Json.Serialization;
using DePin.Attestation;
using DePin.Attestation.Json;
using DePin.Attestation.Messages;

namespace DePin.Protocol.Wire;

/// <summary>What one accepted attestation earned. Append-only; each row's hash covers the one before.</summary>
public sealed record LedgerRow
{
    /// <summary>Dense, from 1.</summary>
    public required long Number { get; init; }

    public required JobId Job { get; init; }

    public required AttemptId Attempt { get; init; }

    public required long Epoch { get; init; }

    public required Address Node { get; init; }

    public required Address Beneficiary { get; init; }

    [JsonConverter(typeof(OutcomeNameJsonConverter))]
    public required Outcome Outcome { get; init; }

    public required Hash32 Attestation { get; init; }

    /// <summary>Milliseconds that are paid: attested run time within the time the scheduler saw the lease held.</summary>
    public required long PaidMs { get; init; }

    /// <summary>Decimal integer in base units (10^-18 of the token).</summary>
    public required string Amount { get; init; }

    /// <summary>Unix milliseconds.</summary>
    public required long At { get; init; }

    public required Hash32 Previous { get; init; }

    public required Hash32 Hash { get; init; }

    /// <summary>SHA-256 of the canonical JSON of the row with its own hash set to zero; what <see cref="Hash"/> must be.</summary>
    public Hash32 ComputeHash() => CanonicalJson.Digest(this with { Hash = default }, WireJson.Default.LedgerRow);
}
