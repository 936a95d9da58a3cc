using DePin.Attestation;

namespace DePin.NodeAgent.Doctor;

/// <summary>What the scheduler answers to a node that wants to log in, before anything is signed.</summary>
public abstract record SchedulerSight
{
    private SchedulerSight()
    {
    }

    public sealed record NotAsked(string Why) : SchedulerSight;

    public sealed record Unreachable(string Message) : SchedulerSight;

    /// <param name="Subject">Whose it says to be.</param>
    /// <param name="Ends">When it is no longer valid.</param>
    /// <param name="Expired">By this machine's clock.</param>
    /// <param name="WrongName">It is for another name.</param>
    /// <param name="Message">What is wrong with it, as the system says.</param>
    public sealed record BadCertificate(string Subject, DateTimeOffset Ends, bool Expired, bool WrongName, string Message) : SchedulerSight;

    /// <summary>It refuses this node, or is no scheduler.</summary>
    public sealed record Refuses(string Message) : SchedulerSight;

    public sealed record Answers : SchedulerSight
    {
        /// <summary>The key it counter-signs with.</summary>
        public required Address Scheduler { get; init; }

        public required ulong ChainId { get; init; }

        public required Address Contract { get; init; }

        /// <summary>How far this machine's clock is ahead of its (negative: behind); null when it does not say its time.</summary>
        public TimeSpan? Ahead { get; init; }

        /// <summary>How long question and answer travelled; half of it is how exact <see cref="Ahead"/> is.</summary>
        public required TimeSpan RoundTrip { get; init; }

        /// <summary>When its certificate ends; null over plain http.</summary>
        public DateTimeOffset? CertificateEnds { get; init; }
    }
}
