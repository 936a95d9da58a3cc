using DePin.Attestation.Envelopes;
using DePin.Attestation.Evidence;
using DePin.Attestation.Messages;

namespace DePin.Attestation.Tests;

/// <summary>
/// A finished job that is right in every detail, for tests that then break one. The keys are published ones, of Anvil's accounts 1 and
/// 2.
/// </summary>
internal static class Sample
{
    public const string NodeKeyText = "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";

    public static readonly byte[] NodeKeyBytes = Convert.FromHexString(NodeKeyText[2..]);

    public static readonly Address Node = Address.Parse("0x70997970c51812dc3a010c7d01b50e0d17dc79c8");

    public static readonly Address Scheduler = Address.Parse("0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc");

    public static readonly Eip712Domain Domain = Eip712Domain.DePin(31337, Address.Parse("0x5fbdb2315678afecb367f032d93f642f64180aa3"));

    public static readonly OutputManifest Outputs = OutputManifest.Of(
    [
        new OutputEntry("/outputs/model.bin", Hash32.Sha256("model"u8), 5),
        new OutputEntry("/outputs/accuracy.json", Hash32.Sha256("{}"u8), 2),
    ]);

    private static readonly Hash32 JobId = Hash32.Sha256("job"u8);
    private static readonly Hash32 Image = Hash32.Sha256("image"u8);

    private static readonly CheckpointEvidence Checkpoint = new(
        7, 1_760_000_600, Hash32.Sha256("checkpoint"u8), 5, Hash32.Sha256("link"u8));

    public static PrivateKey NodeKey() => PrivateKey.FromBytes(NodeKeyBytes);

    public static PrivateKey SchedulerKey() =>
        PrivateKey.FromBytes(Convert.FromHexString("5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a"));

    public static WorkEvidence Evidence() => new()
    {
        AttemptId = WorkAttestation.AttemptIdOf(JobId, 3),
        Image = new ImageEvidence("127.0.0.1:5000/train:latest", "sha256:" + Image.ToString()[2..]),
        ArgumentsDigest = Hash32.Sha256("""["train","--epochs","3"]"""u8),
        Gpus = [new GpuEvidence("GPU-5a1f0c3e-8a6d-4c0f-9d0e-2f6c1b7a9e11", "NVIDIA H100 80GB HBM3", Hash32.Sha256("proof"u8))],
        Driver = "550.54.14",
        Usage = new UsageEvidence { CpuMilliseconds = 61_234, PeakMemoryBytes = 1_073_741_824, DiskBytes = 7, LogBytes = 4096 },
        EnergyMillijoules = 9_000_000_000_000_000,
        LogDigest = Hash32.Sha256("log"u8),
        Checkpoints = [Checkpoint, new CheckpointEvidence(8, 1_760_001_200, Hash32.Sha256("next"u8), 6, Checkpoint.Link)],
        SkippedOutputs = [new SkippedOutput("/outputs/latest", "a symbolic link")],
        LimitsHit = [new LimitHit("log", "the log passed 64 MiB and was cut")],
        Verdict = new VerdictEvidence(Outcome.Succeeded, "exited", "The program ended with exit code 0.", ["exit code 0"]),
    };

    public static byte[] EvidenceBytes() => EvidenceStatement.Of(Outputs, Evidence()).ToCanonicalJson();

    public static WorkAttestation Message() => new()
    {
        JobId = JobId,
        AttemptId = WorkAttestation.AttemptIdOf(JobId, 3),
        LeaseEpoch = 3,
        Node = Node,
        Beneficiary = Address.Parse("0x00000000000000000000000000000000000000b0"),
        SpecDigest = Hash32.Sha256("spec"u8),
        ImageDigest = Image,
        ResultDigest = Outputs.Digest(),
        EvidenceDigest = Hash32.Sha256(EvidenceBytes()),
        StartedAt = 1_760_000_000,
        FinishedAt = 1_760_003_600,
        GpuMilliseconds = 3_600_000,
        ExitCode = 0,
        Outcome = Outcome.Succeeded,
        Sequence = 42,
        Previous = Hash32.Sha256("previous"u8),
    };

    public static AttestationEnvelope Envelope() => Envelope(Message(), EvidenceBytes());

    /// <summary>This message and evidence, properly signed by the node and the scheduler.</summary>
    public static AttestationEnvelope Envelope(WorkAttestation message, byte[] evidence)
    {
        using PrivateKey node = NodeKey();
        using PrivateKey scheduler = SchedulerKey();
        AttestationEnvelope envelope = new()
        {
            Domain = Domain,
            Message = message,
            Signature = node.Sign(Eip712.Digest(Domain, message)),
            Evidence = evidence,
        };
        return envelope.CounterSignedBy(scheduler);
    }
}
