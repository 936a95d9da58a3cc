using DePin.Attestation;

namespace DePin.NodeAgent.Configuration;

/// <summary>
/// The scheduler this node works for, and how much of it the owner pins. What is not pinned is accepted as the
/// scheduler states it.
/// </summary>
public sealed record SchedulerEndpoint
{
    /// <summary>
    /// Absolute, <c>https</c>; plain <c>http</c> only to loopback, or where <see cref="AllowHttp"/> says so. No query,
    /// no user.
    /// </summary>
    public required Uri Url { get; init; }

    /// <summary>The only counter-signing key to work for; null accepts any.</summary>
    public Address? Address { get; init; }

    /// <summary>The only chain whose domain this node signs in; null accepts any.</summary>
    public long? ChainId { get; init; }

    /// <summary>The only contract whose domain this node signs in; null accepts any.</summary>
    public Address? VerifyingContract { get; init; }

    /// <summary>Allows plain <c>http</c> beyond loopback, where others can read and alter everything. Default false.</summary>
    public bool AllowHttp { get; init; }
}
