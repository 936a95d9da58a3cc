using System.Text.Json.Serialization;
using DePin.Attestation;

namespace DePin.NodeAgent.Owner;

/// <summary>How the node stands with its scheduler.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "state")]
[JsonDerivedType(typeof(Connecting), "connecting")]
[JsonDerivedType(typeof(Connected), "connected")]
[JsonDerivedType(typeof(Disconnected), "disconnected")]
public abstract record SchedulerLink
{
    private SchedulerLink()
    {
    }

    public required Uri Url { get; init; }

    /// <summary>The first contact since the start is being made.</summary>
    public sealed record Connecting : SchedulerLink;

    /// <summary>Logged in; leases are renewed.</summary>
    public sealed record Connected : SchedulerLink
    {
        /// <summary>The scheduler's counter-signing key.</summary>
        public required Address Scheduler { get; init; }

        /// <summary>Unix milliseconds.</summary>
        public required long Since { get; init; }
    }

    /// <summary>No contact, and another try at a known time. Running jobs go on for as long as their leases allow.</summary>
    public sealed record Disconnected : SchedulerLink
    {
        /// <summary>Unix milliseconds.</summary>
        public required long Since { get; init; }

        public required NodeProblem Problem { get; init; }

        /// <summary>When the next try begins, Unix milliseconds.</summary>
        public required long NextTryAt { get; init; }
    }
}
