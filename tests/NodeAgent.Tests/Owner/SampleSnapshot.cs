using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.NodeAgent.Owner;
using DePin.Protocol;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Tests.Owner;

/// <summary>A node with one running and one finished attempt, at a fixed moment.</summary>
internal static class SampleSnapshot
{
    /// <summary>2026-01-02 03:04:05 UTC, Unix milliseconds.</summary>
    public const long Now = 1767323045000;

    public static JobId Job { get; } = new(Hash32.Parse("0x" + new string('1', 64)));

    public static Address Account(int last) => Address.Parse($"0x{last:x40}");

    public static OwnerAttempt Running { get; } = new()
    {
        Attempt = AttemptId.Of(Job, 2),
        Job = Job,
        Epoch = 2,
        Name = "train",
        Image = "registry.example/train@sha256:abc",
        Phase = AttemptPhase.Running,
        LeasedAt = Now - 90_000,
        StartedAt = Now - 80_000,
        Delivered = false,
        CpuMillicores = 1500,
        MemoryBytes = 2L << 30,
        DiskBytes = 1L << 30,
        LogBytes = 12345,
    };

    public static OwnerAttempt Failed { get; } = Running with
    {
        Attempt = AttemptId.Of(Job, 1),
        Epoch = 1,
        Phase = AttemptPhase.Delivering,
        EndedAt = Now - 100_000,
        Delivered = true,
        Outcome = Outcome.JobFault,
        ExitCode = 137,
        Reason = "ran out of\u001b[31m memory",
        Code = "memory",
        Evidence = ["exit code 137", "the kernel killed a process"],
        LimitsHit = ["memory"],
    };

    public static OwnerSnapshot Of(SchedulerLink? link = null) => new()
    {
        Status = new NodeStatus
        {
            AgentVersion = "0.1.0",
            Node = Account(1),
            Beneficiary = Account(2),
            StartedAt = Now - 3_600_000,
            Scheduler = link ?? new SchedulerLink.Connected
            {
                Url = new Uri("https://scheduler.example"),
                Scheduler = Account(3),
                Since = Now - 60_000,
            },
            Engine = new EngineStatus { Available = true, Product = "Docker 20.10.24" },
            Draining = false,
            Accepting = true,
            Offer = Offer,
            Running = 1,
            MaxRunning = 8,
            Undelivered = 0,
        },
        Attempts = [Running, Failed],
        Attestations =
        [
            new OwnerAttestation
            {
                Sequence = 0,
                Attempt = Failed.Attempt,
                Job = Job,
                Digest = Hash32.Parse("0x" + new string('d', 64)),
                Outcome = Outcome.JobFault,
                FinishedAt = Now / 1000,
                CounterSigned = true,
            },
        ],
    };

    private static Capacity Offer { get; } = new()
    {
        CpuMillicores = 1500,
        CpuModel = "Imaginary 9000",
        MemoryBytes = 3L << 30,
        DiskBytes = 50L << 30,
        Egress = true,
        Gpus = [],
        Measured = new MachineMeasurement { MeasuredAt = Now / 1000 },
        Simulated = false,
        AgentVersion = "0.1.0",
    };
}
