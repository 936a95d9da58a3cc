using DePin.Benchmark.Proof;
using DePin.Attestation.Messages;
using DePin.Scheduler.Auditing;

namespace DePin.Scheduler.Engine;

/// <summary>A challenge that has not ended: its durable row, and its clock, which lives in memory only.</summary>
internal sealed class LiveChallenge(ChallengeRow row, TimeSpan askedAt)
{
    public ChallengeRow Row { get; set; } = row;

    /// <summary>Monotonic time of the decision to ask, which is before it is sent.</summary>
    public TimeSpan AskedAt { get; } = askedAt;

    /// <summary>Monotonic time of the decision to reveal the start; null before, and where there is none.</summary>
    public TimeSpan? StartedAt { get; set; }

    /// <summary>Monotonic time of the commitment; null before.</summary>
    public TimeSpan? CommittedAt { get; set; }

    /// <summary>The scheduler restarted while it was open: nobody knows how long it has taken.</summary>
    public bool LostClock { get; init; }

    /// <summary>Its openings are being verified: it waits for nobody but us.</summary>
    public bool InVerification { get; set; }

    /// <summary>Since when the commitment's time counts; null while the memory is still being filled.</summary>
    public TimeSpan? ClockStart => Row.Message is VramChallenge ? StartedAt : AskedAt;

    /// <summary>When it ends if nothing comes, and what was missing then.</summary>
    public (TimeSpan At, ProofRejection Missing) RunsOut()
    {
        if (CommittedAt is { } committed)
        {
            TimeSpan within = Protocol.Wire.WireLimits.ProofOpenWithin;
            return (committed + within, new ProofRejection.Absent("openings", (uint)within.TotalMilliseconds));
        }

        (TimeSpan since, uint allowed, string what) = ClockStart is { } start
            ? (start, Row.Message.Deadline, "commitment")
            : (AskedAt, ((VramChallenge)Row.Message).FillDeadline, "word that the memory is filled");
        return (since + TimeSpan.FromMilliseconds(allowed) + AuditRules.LateGrace, new ProofRejection.Absent(what, allowed));
    }
}
