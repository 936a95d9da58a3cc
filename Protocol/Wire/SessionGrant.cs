using System.Text;

namespace DePin.Protocol.Wire;

/// <summary>A bearer token bound to the node's address.</summary>
public sealed record SessionGrant : SessionReply
{
    public required string Token { get; init; }

    /// <summary>Unix seconds; the node logs in again before.</summary>
    public required ulong ExpiresAt { get; init; }

    /// <summary>The node's last attestation here; null when there is none.</summary>
    public ChainHead? Chain { get; init; }

    protected override bool PrintMembers(StringBuilder builder)
    {
        builder.Append("Token = [redacted], ExpiresAt = ").Append(ExpiresAt);
        return true;
    }
}
