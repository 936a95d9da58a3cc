using DePin.Attestation;
using DePin.NodeAgent.Attempts;
using DePin.Protocol;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Tests.Attempts;

/// <summary>Leases and attempts to plan and journal with.</summary>
internal static class AttemptFixture
{
    public static readonly ContentHash Image = ContentHash.Of("image"u8);

    public static readonly Guid ThisBoot = BootClock.KernelBoot;

    public static JobSpec Spec { get; } = new()
    {
        Name = "job",
        Image = ImageReference.Parse("registry.test/job:1"),
        Timeout = TimeSpan.FromMinutes(10),
        StopGrace = TimeSpan.FromSeconds(10),
    };

    public static Lease Lease(JobId? job = null, long epoch = 1, JobSpec? spec = null)
    {
        JobId id = job ?? JobId.New();
        return new Lease
        {
            Job = id,
            Attempt = AttemptId.Of(id, epoch),
            Epoch = epoch,
            Spec = spec ?? Spec,
            SpecDigest = (spec ?? Spec).Digest(),
            Gpus = [],
            TtlMs = 60_000,
        };
    }

    public static Attempt Attempt(AttemptState state, Lease? lease = null, TimeSpan? leaseUntil = null, long acceptedAt = 1) => new()
    {
        Lease = lease ?? Lease(),
        State = state,
        AcceptedAt = acceptedAt,
        LeaseUntil = leaseUntil ?? TimeSpan.FromSeconds(1060),
        KernelBoot = ThisBoot,
    };

    public static AttemptState.Running Running(double bootSeconds = 1000) =>
        new(Image, new RunStart(1, TimeSpan.FromSeconds(bootSeconds), ThisBoot));

    public static Conclusion Concluding { get; } = new()
    {
        Verdict = new Verdict(DePin.Attestation.Messages.Outcome.Succeeded, "succeeded", "It did."),
        Image = Image,
        ExitCode = 0,
        StartedAt = 1000,
        FinishedAt = 2000,
        LimitsHit = [],
        Usage = RunUsage.None,
        LogBytes = 0,
        LogDigest = ContentHash.Of([]),
        Skipped = [],
        SkippedInAll = 0,
    };

    public static Hash32 Hash(string text) => Hash32.Sha256(System.Text.Encoding.UTF8.GetBytes(text));
}
