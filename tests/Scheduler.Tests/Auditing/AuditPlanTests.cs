using DePin.Attestation;
using DePin.Benchmark.Proof;
using DePin.Protocol.Wire;
using DePin.Scheduler.Auditing;
using DePin.Scheduler.Tests.Engine;

namespace DePin.Scheduler.Tests.Auditing;

/// <summary>Who is asked for a proof, for which, and how large.</summary>
internal sealed class AuditPlanTests
{
    private const long Now = 1_795_000_000_000;
    private static readonly AuditRules _rules = new AuditOptions().ToRules();

    [Test]
    public void A_gpu_that_was_never_asked_is_asked_at_once_with_all_idle_gpus_of_its_owner()
    {
        AuditCandidate[] candidates =
        [
            Candidate(owner: 1, node: 1, "GPU-a", Proven("GPU-a")), Candidate(owner: 1, node: 2, "GPU-b"),
            Candidate(owner: 2, node: 3, "GPU-c", Proven("GPU-c")),
        ];
        IReadOnlyList<AuditOrder> orders = Plan(candidates, round: false);
        Assert.That(orders.Select(order => order.Gpu), Is.EquivalentTo(new[] { "GPU-a", "GPU-b" }));
        Assert.That(orders.Single(order => order.Gpu == "GPU-b").Proof, Is.EqualTo(ProofKind.Fp16));
    }

    [Test]
    public void A_round_asks_everybody_for_the_proof_that_is_oldest()
    {
        AuditCandidate[] candidates =
        [
            Candidate(owner: 1, node: 1, "GPU-a", Proven("GPU-a", vramAt: Now - 5)),
            Candidate(owner: 2, node: 2, "GPU-b", Proven("GPU-b")),
        ];
        Assert.That(Plan(candidates, round: false), Is.Empty);
        IReadOnlyList<AuditOrder> orders = Plan(candidates, round: true);
        Assert.That(orders.ToDictionary(order => order.Gpu, order => order.Proof), Is.EquivalentTo(new Dictionary<string, ProofKind>
        {
            ["GPU-a"] = ProofKind.Vram,
            ["GPU-b"] = ProofKind.Fp16,
        }));
    }

    [Test]
    public void A_gpu_that_failed_is_left_alone_until_its_pause_is_over()
    {
        GpuRow failed = GpuRow.New(EngineBench.Address(1), "GPU-a").Failed(ProofKind.Fp16, "late: …", _rules, Now);
        Assert.That(Plan([Candidate(1, 1, "GPU-a", failed)], round: true), Is.Empty);
        Assert.That(Plan([Candidate(1, 1, "GPU-a", failed)], round: false, now: failed.RetryAt!.Value), Has.Count.EqualTo(1));
    }

    [Test]
    public void Each_failure_doubles_the_pause_and_a_success_ends_it()
    {
        GpuRow row = GpuRow.New(EngineBench.Address(1), "GPU-a");
        List<TimeSpan> pauses = [];
        for (int i = 0; i < 40; i++)
        {
            row = row.Failed(ProofKind.Fp16, "absent: …", _rules, Now);
            pauses.Add(TimeSpan.FromMilliseconds(row.RetryAt!.Value - Now));
        }

        Assert.That(pauses[..3], Is.EqualTo(new[] { _rules.FirstRetry, _rules.FirstRetry * 2, _rules.FirstRetry * 4 }));
        Assert.That(pauses[^1], Is.EqualTo(_rules.LongestRetry));
        Assert.That(row.Proved(Figure(ProofKind.Fp16, Now)), Has.Property("Failures").Zero.And.Property("RetryAt").Null);
    }

    [Test]
    public void A_failed_proof_takes_down_what_stood_of_its_kind_alone()
    {
        GpuRow row = Proven("GPU-a").Failed(ProofKind.Vram, "leaf: …", _rules, Now);
        Assert.That(row.Figures.Select(figure => figure.Proof), Is.EqualTo(new[] { ProofKind.Fp16 }));
        Assert.That(row.WhyUnproven(_rules), Is.EqualTo("its GPU's proof failed: leaf: …"));
        Assert.That(GpuRow.New(default, "GPU-b").WhyUnproven(_rules), Is.EqualTo("its GPU is not proven yet"));
    }

    [Test]
    public void No_more_are_asked_than_there_is_room_for_and_owners_stay_whole()
    {
        AuditCandidate[] candidates =
        [
            .. Enumerable.Range(1, 40).Select(number => Candidate(owner: 1 + (number / 3), number, $"GPU-{number}")),
        ];
        IReadOnlyList<AuditOrder> orders = Plan(candidates, round: true, room: 10);
        Assert.That(orders, Has.Count.InRange(8, 10));
        ILookup<Address, AuditCandidate> owners = candidates.ToLookup(one => one.Owner);
        HashSet<Address> asked = [.. orders.Select(order => candidates.Single(one => one.Gpu.Uuid == order.Gpu).Owner)];
        Assert.That(orders, Has.Count.EqualTo(asked.Sum(owner => owners[owner].Count())));
        Assert.That(Plan([.. candidates.Select(one => one with { Owner = default })], round: true, room: 10), Has.Count.EqualTo(10),
            "an owner of more GPUs than there is room for is not passed over");
        Assert.That(Plan(candidates, round: true, room: 0), Is.Empty);
    }

    [Test]
    public void Beside_whom_one_is_asked_is_drawn_by_lot()
    {
        AuditCandidate[] candidates = [.. Enumerable.Range(1, 64).Select(number => Candidate(number, number, $"GPU-{number}"))];
        string First(string seed) => string.Join(' ', AuditPlan.Of(candidates, round: true,
            Hash32.Sha256(System.Text.Encoding.UTF8.GetBytes(seed)), 8, Now, _rules).Select(order => order.Gpu));
        string one = First("one"), again = First("one"), two = First("two");
        Assert.That(again, Is.EqualTo(one).And.Not.EqualTo(two));
    }

    [TestCase(ProofKind.Int8)]
    [TestCase(ProofKind.Fp16)]
    [TestCase(ProofKind.Vram)]
    public void Whatever_a_node_says_the_challenge_is_within_the_limits(ProofKind proof)
    {
        foreach (long vram in new[] { 0, 1, 4L << 30, 80L << 30, 1L << 52 })
        {
            foreach (double? rate in new double?[] { null, 0, 1e-9, 60, 900, 9e17 })
            {
                GpuCapacity gpu = Capacities.Gpu("GPU-a") with { VramBytes = vram, Fp16Tflops = rate, MemoryBytesPerSecond = rate * 1e9 };
                ChallengeMaker maker = new(PrivateKey.Create(), Eip712Domain.DePin(1, default), TimeProvider.System);
                ChallengeSize size = ChallengeSizing.Of(proof, gpu, null, new AuditSizes());
                ChallengeRow row = maker.Make([new AuditOrder(EngineBench.Address(1), gpu.Uuid, 0, proof, size)]).Single();
                Assert.That(ProofLimits.Check(row.Message), Is.Null, $"{vram} {rate}: {row.Message}");
            }
        }
    }

    [Test]
    public void A_challenge_takes_about_ten_seconds_and_its_deadline_follows_what_was_proven_before_what_is_said()
    {
        GpuCapacity gpu = Capacities.Gpu("GPU-a", tflops: 600, bandwidth: 3e12);
        var said = (ChallengeSize.Gemm)ChallengeSizing.Of(ProofKind.Fp16, gpu, null, new AuditSizes());
        double work = 2.0 * said.Side * said.Side * said.Length * said.Rounds;
        Assert.That(work / 600e12, Is.InRange(9, 10));
        Assert.That(said.DeadlineMs, Is.EqualTo((work / 600e12 * 4 * 1000) + 2000).Within(1));

        ProvenFigure before = Figure(ProofKind.Fp16, Now) with { Low = 300e12 };
        var proven = (ChallengeSize.Gemm)ChallengeSizing.Of(ProofKind.Fp16, gpu, before, new AuditSizes());
        Assert.That(proven.Rounds, Is.EqualTo(said.Rounds / 2));
        Assert.That(proven.DeadlineMs, Is.EqualTo((work / said.Rounds * proven.Rounds / 300e12 * 1.3 * 1000) + 2000).Within(1));

        var memory = (ChallengeSize.Vram)ChallengeSizing.Of(ProofKind.Vram, gpu, null, new AuditSizes());
        Assert.That(memory.Lines * 128, Is.EqualTo(0.9 * (80L << 30)).Within(128));
    }

    private static IReadOnlyList<AuditOrder> Plan(
        IReadOnlyList<AuditCandidate> candidates, bool round, int room = 256, long now = Now) =>
        AuditPlan.Of(candidates, round, Hash32.Sha256("seed"u8), room, now, _rules);

    private static AuditCandidate Candidate(int owner, int node, string gpu, GpuRow? known = null) =>
        new(EngineBench.Address(0x1000 + owner), EngineBench.Address(node), 0, Capacities.Gpu(gpu), known);

    private static GpuRow Proven(string gpu, long vramAt = Now - 1) => GpuRow.New(EngineBench.Address(1), gpu)
        .Proved(Figure(ProofKind.Fp16, Now - 2)).Proved(Figure(ProofKind.Vram, vramAt));

    private static ProvenFigure Figure(ProofKind proof, long at) => new()
    {
        Proof = proof,
        Low = 500e12,
        High = 501e12,
        Device = DePin.Attestation.Messages.ProofDevice.Cuda,
        At = at,
        Challenge = Hash32.Sha256("challenge"u8),
    };
}
