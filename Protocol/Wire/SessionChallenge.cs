using DePin.Attestation;

namespace DePin.Protocol.Wire;

/// <summary>What a node must sign to log in: a <c>NodeLogin</c> in this domain, with this nonce, used once, before it expires.</summary>
public sealed record SessionChallenge : SessionReply
{
    public required Eip712Domain Domain { get; init; }

    /// <summary>The scheduler's counter-signing key; a node that knows it already refuses another.</summary>
    public required Address Scheduler { get; init; }

    public required Hash32 Nonce { get; init; }

    /// <summary>Unix seconds.</summary>
    public required ulong IssuedAt { get; init; }

    /// <summary>Unix seconds.</summary>
    public required ulong ExpiresAt { get; init; }

    /// <summary>The <c>bytes32 scheduler</c> of a <c>NodeLogin</c>: the scheduler's address, left-padded with zeros.</summary>
    public static Hash32 SchedulerId(Address scheduler)
    {
        Span<byte> bytes = stackalloc byte[Hash32.Size];
        bytes.Clear();
        scheduler.CopyTo(bytes[(Hash32.Size - Address.Size)..]);
        return new Hash32(bytes);
    }
}
