using DePin.Attestation;
using DePin.Attestation.Envelopes;
using DePin.Attestation.Evidence;
using DePin.Attestation.Messages;
using DePin.Protocol;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Tests.Cli;

/// <summary>Values that a scheduler would send, all of one piece: the job, its attempt, its outputs and the attestation agree.</summary>
internal static class Sample
{
    public static readonly JobId Job = JobId.Parse("0xab12" + new string('0', 59) + "1", null);

    public static readonly AttemptId FirstAttempt = AttemptId.Of(Job, 1);

    public static readonly AttemptId SecondAttempt = AttemptId.Of(Job, 2);

    public static readonly PrivateKey Node = PrivateKey.FromBytes(Hash32.Sha256("node"u8).ToArray());

    public static readonly PrivateKey Scheduler = PrivateKey.FromBytes(Hash32.Sha256("scheduler"u8).ToArray());

    public static readonly Address Beneficiary = Address.Parse("0x00000000000000000000000000000000000000b0");

    public static readonly ContentHash Image = ContentHash.Of("image"u8);

    public static readonly byte[] Model = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 31))];

    public static readonly byte[] Metrics = "{\"accuracy\":0.97}\n"u8.ToArray();

    public static readonly ArtifactEntry[] Outputs =
    [
        new("outputs/metrics.json", ContentHash.Of(Metrics), Metrics.Length),
        new("outputs/model.npz", ContentHash.Of(Model), Model.Length),
    ];

    public static readonly Eip712Domain Domain = Eip712Domain.DePin(31337, Address.Parse("0x00000000000000000000000000000000000000c0"));

    public const string JobFile = """
        version: depin/v1
        name: hello
        kind: batch
        image: registry.example/hello@sha256:0000000000000000000000000000000000000000000000000000000000000001
        command: [echo, hello]
        """;

    public static readonly JobSpec Spec = new()
    {
        Name = "digits-train",
        Image = ImageReference.Parse($"127.0.0.1:5000/digits@{Image}"),
        Command = ["train"],
        Outputs = [ContainerPath.Parse("/outputs")],
    };

    public static AttestationEnvelope Envelope { get; } = Signed(Message, Statement.ToCanonicalJson()).CounterSignedBy(Scheduler);

    public static EvidenceStatement Statement => EvidenceStatement.Of(
        OutputManifest.Of(Outputs.Select(entry => new OutputEntry("/" + entry.Path, entry.Sha256.Value, entry.Size))),
        new WorkEvidence
        {
            AttemptId = FirstAttempt.Value,
            Image = new ImageEvidence(Spec.Image.ToString(), Image.ToString()),
            ArgumentsDigest = Hash32.Sha256("[\"train\"]"u8),
            Usage = new UsageEvidence { LogBytes = 3 },
            LogDigest = Hash32.Sha256("log"u8),
            Verdict = new VerdictEvidence(Outcome.Succeeded, "exited", "the program ended with exit code 0", []),
        });

    public static WorkAttestation Message => new()
    {
        JobId = Job.Value,
        AttemptId = FirstAttempt.Value,
        LeaseEpoch = 1,
        Node = Node.Address,
        Beneficiary = Beneficiary,
        SpecDigest = Spec.Digest(),
        ImageDigest = Image.Value,
        ResultDigest = Statement.ToManifest().Digest(),
        EvidenceDigest = Hash32.Sha256(Statement.ToCanonicalJson()),
        StartedAt = 1_795_375_800,
        FinishedAt = 1_795_375_812,
        GpuMilliseconds = 0,
        ExitCode = 0,
        Outcome = Outcome.Succeeded,
        Sequence = 0,
        Previous = default,
    };

    public static NodeView NodeView { get; } = new()
    {
        Address = Node.Address,
        Liveness = NodeLiveness.Connected,
        LastSeen = 1_795_375_790_000,
        Draining = false,
        FreeMemoryBytes = 8L << 30,
        FreeCpuMillicores = 3500,
        FreeDiskBytes = 100L << 30,
        Holding = [FirstAttempt],
        Capacity = new Capacity
        {
            CpuMillicores = 4000,
            CpuModel = "Some CPU \e[31m@ 3 GHz",
            MemoryBytes = 16L << 30,
            DiskBytes = 200L << 30,
            Egress = true,
            Gpus = [new GpuCapacity { Uuid = "GPU-1", Model = "NVIDIA H100", VramBytes = 80L << 30, Fp16Tflops = 700 }],
            Measured = new MachineMeasurement { MeasuredAt = 1_795_375_000, CpuFlopsPerSecond = 1.5e11 },
            Simulated = true,
            AgentVersion = "0.1.0",
        },
    };

    /// <summary>Signed by the node, whatever it says.</summary>
    public static AttestationEnvelope Signed(WorkAttestation message, byte[] evidence) => new()
    {
        Domain = Domain,
        Message = message,
        Signature = Node.Sign(Eip712.Digest(Domain, message)),
        Evidence = evidence,
    };

    public static JobView View(JobState state, params AttemptView[] attempts) => new()
    {
        Id = Job,
        State = state,
        Spec = Spec,
        SpecDigest = Spec.Digest(),
        CreatedAt = 1_795_375_790_000,
        FinishedAt = state is JobState.Finished ? 1_795_375_813_000 : null,
        Attempts = attempts,
    };

    public static JobState.Queued Queued { get; } = new("no node is connected");

    public static JobState.Placed Running { get; } = new(FirstAttempt, 1, Node.Address, AttemptPhase.Running);

    public static JobState.Finished Succeeded { get; } = new(Outcome.Succeeded, "the program ended", 0, Envelope.Digest());

    public static JobState.Finished Failed { get; } = new(Outcome.JobFault, "memory limit of 64 MiB hit", 137, Hash32.Sha256("other"u8));

    public static AttemptView Attempt(long epoch, long logBytes, Outcome? outcome = null, bool ended = false) => new()
    {
        Id = AttemptId.Of(Job, epoch),
        Epoch = epoch,
        Node = Node.Address,
        Phase = ended || outcome is not null ? AttemptPhase.Delivering : AttemptPhase.Running,
        LeasedAt = 1_795_375_791_000,
        EndedAt = ended || outcome is not null ? 1_795_375_812_000 : null,
        Outcome = outcome,
        ExitCode = outcome is null ? null : 0,
        LogBytes = logBytes,
    };

    /// <summary>A ledger whose chain is whole.</summary>
    public static LedgerRow[] Ledger(int rows)
    {
        List<LedgerRow> ledger = [];
        for (int number = 1; number <= rows; number++)
        {
            JobId job = new(Hash32.Sha256(BitConverter.GetBytes(number)));
            LedgerRow row = new()
            {
                Number = number,
                Job = job,
                Attempt = AttemptId.Of(job, 1),
                Epoch = 1,
                Node = Node.Address,
                Beneficiary = number % 2 == 0 ? Beneficiary : Node.Address,
                Outcome = Outcome.Succeeded,
                Attestation = Hash32.Sha256([.. BitConverter.GetBytes(number), 1]),
                PaidMs = 1000 * number,
                Amount = $"{number}000000000000000000",
                At = 1_795_375_800_000 + number,
                Previous = ledger.Count == 0 ? default : ledger[^1].Hash,
                Hash = default,
            };
            ledger.Add(row with { Hash = row.ComputeHash() });
        }

        return [.. ledger];
    }
}
