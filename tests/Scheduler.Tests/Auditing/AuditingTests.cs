using DePin.Attestation;
using DePin.Protocol;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;
using DePin.Scheduler.Auditing;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Store;
using DePin.Scheduler.Tests.Engine;

namespace DePin.Scheduler.Tests.Auditing;

/// <summary>The engine's part of an audit: when GPUs are asked, what ends a challenge, and what jobs get of it.</summary>
internal sealed class AuditingTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly EngineBench _bench = new();

    public void Dispose() => _directory.Dispose();

    [Test]
    public void A_node_with_gpus_is_asked_when_it_registers_and_one_without_never()
    {
        AuditBench audit = new(_bench);
        BenchNode gpu = Node(1, "GPU-a"), plain = Node(2);
        gpu.Sync();
        plain.Sync();
        Assert.That(audit.Look(), Is.EqualTo(1));
        GpuChallenge challenge = AuditBench.Take(gpu).Single();
        Assert.That(challenge.Gpu, Is.EqualTo("GPU-a"));
        Assert.That(challenge.Message.Gpu, Is.EqualTo(Hash32.Sha256("GPU-a"u8)));
        Assert.That(challenge.Message.Node, Is.EqualTo(gpu.Node));
        Assert.That(AuditBench.Take(plain), Is.Empty);
        Assert.That(audit.Look(), Is.Zero, "it is being asked");
        Assert.That(View(gpu).Gpus.Single(), Has.Property("Asked").EqualTo(ProofKind.Fp16));
    }

    [Test]
    public void All_gpus_of_one_beneficiary_are_asked_at_one_moment_whether_their_nodes_wait_or_not()
    {
        AuditBench audit = new(_bench);
        Address owner = EngineBench.Address(0xbeef);
        BenchNode one = Node(1, owner, "GPU-a", "GPU-b"), two = Node(2, owner, "GPU-c");
        one.Sync();
        audit.Prove(one);
        _bench.Pass(TimeSpan.FromSeconds(1));
        two.Sync();
        two.TakeReply();
        Assert.That(audit.Look(), Is.EqualTo(3), "the newcomer's, and those that were proven before");
        one.Sync();
        two.Sync();
        GpuChallenge[] challenges = [.. AuditBench.Take(one), .. AuditBench.Take(two)];
        Assert.That(challenges.Select(challenge => challenge.Message.Epoch).Distinct().Count(), Is.EqualTo(1));
        Assert.That(challenges.Select((challenge, i) => audit.Find(i < 2 ? one.Node : two.Node, challenge).ClockStart).Distinct().Count(),
            Is.EqualTo(1), "their clocks began at one moment");
    }

    [Test]
    public void No_answer_is_a_failure_with_its_reason_and_the_gpu_is_asked_again_after_a_pause()
    {
        AuditBench audit = new(_bench);
        BenchNode node = Node(1, "GPU-a");
        node.Sync();
        audit.Look();
        GpuChallenge challenge = AuditBench.Take(node).Single();
        node.Sync();
        Pass(node, TimeSpan.FromMilliseconds(challenge.Message.Deadline) + AuditRules.LateGrace + TimeSpan.FromSeconds(1));
        ProofEnd end = LastEnd();
        Assert.That((end.State, end.Reason), Is.EqualTo((ProofState.Rejected, "absent")));
        Assert.That(end.Detail, Is.EqualTo($"no commitment within {challenge.Message.Deadline} ms"));
        JobId job = _bench.Submit(Specs.Wanting(gpu: new GpuRequirement()));
        Assert.That(Why(job), Does.Contain("its GPU's proof failed: absent: no commitment within"));
        Assert.That(audit.Look(), Is.Zero);
        Pass(node, EngineBench.Rules.Audit.FirstRetry);
        Assert.That(audit.Look(), Is.EqualTo(1));
    }

    [Test]
    public void A_commitment_without_openings_ends_too()
    {
        AuditBench audit = new(_bench);
        BenchNode node = Node(1, "GPU-a");
        node.Sync();
        audit.Look();
        audit.Commit(node.Node, AuditBench.Take(node).Single()).OrThrow();
        node.Sync();
        Pass(node, WireLimits.ProofOpenWithin + TimeSpan.FromSeconds(1));
        Assert.That(LastEnd().Text, Is.EqualTo("absent: no openings within 30000 ms"));
    }

    [Test]
    public void While_openings_are_verified_nothing_runs_out()
    {
        AuditBench audit = new(_bench);
        BenchNode node = Node(1, "GPU-a");
        node.Sync();
        audit.Look();
        GpuChallenge challenge = AuditBench.Take(node).Single();
        audit.Commit(node.Node, challenge).OrThrow();
        Hash32 id = audit.Find(node.Node, challenge).Row.Id;
        _bench.Ask(new EngineRequest.OpenProof(node.Node, id)).OrThrow();
        Assert.That(_bench.Ask(new EngineRequest.OpenProof(node.Node, id)).Refusal!.Code, Is.EqualTo(ProblemCode.Unavailable));
        node.Sync();
        Pass(node, WireLimits.ProofOpenWithin * 5);
        Assert.That(audit.Find(node.Node, challenge).Row.End, Is.Null);
        _bench.Ask(new EngineRequest.CloseProof(id)).OrThrow();
        Pass(node, WireLimits.ProofOpenWithin + TimeSpan.FromSeconds(1));
        Assert.That(LastEnd().Reason, Is.EqualTo("absent"));
    }

    [Test]
    public void The_same_commitment_again_gets_the_same_answer_and_another_one_counts_for_nothing()
    {
        AuditBench audit = new(_bench);
        BenchNode node = Node(1, "GPU-a");
        node.Sync();
        audit.Look();
        GpuChallenge challenge = AuditBench.Take(node).Single();
        ProofCommitReply first = audit.Commit(node.Node, challenge).OrThrow();
        _bench.Pass(TimeSpan.FromSeconds(5));
        Assert.That(audit.Commit(node.Node, challenge).OrThrow(), Is.EqualTo(first), "the receipt's time is the first one's");
        Assert.That(audit.Commit(node.Node, challenge, "other work").Refusal!.Code, Is.EqualTo(ProblemCode.Conflict));
        EngineRequest.FindChallenge others = new(EngineBench.Address(2), audit.Find(node.Node, challenge).Row.Id);
        Assert.That(_bench.Ask(others).Refusal!.Code, Is.EqualTo(ProblemCode.NotFound), "nobody else has this challenge");
    }

    [Test]
    public void One_uuid_on_two_nodes_is_proven_for_the_first_alone()
    {
        AuditBench audit = new(_bench);
        BenchNode first = Node(1, "GPU-a"), second = Node(2, "GPU-a");
        first.Sync();
        audit.Prove(first);
        second.Sync();
        audit.Look();
        GpuChallenge challenge = AuditBench.Take(second).Single();
        audit.Commit(second.Node, challenge).OrThrow();
        ProofView end = audit.Accept(second.Node, challenge).OrThrow();
        Assert.That((end.State, end.Reason), Is.EqualTo((ProofState.Rejected, "sharedGpu")));
        Assert.That(end.Detail, Does.Contain(first.Node.ToString()));
        Assert.That(View(first).Gpus.Single().Problem, Is.Null);
    }

    [Test]
    public void A_proof_grows_old()
    {
        AuditBench audit = new(_bench);
        BenchNode node = Node(1, "GPU-a");
        node.Sync();
        audit.Prove(node);
        Assert.That(View(node).Gpus.Single().Figures, Has.Count.EqualTo(2));
        node.Sync();
        Pass(node, EngineBench.Rules.Audit.Lifetime);
        Assert.That(audit.Look(TimeSpan.FromDays(300)), Is.EqualTo(1));
        Assert.That(View(node).Gpus.Single(), Has.Property("Figures").Empty.And.Property("Problem").EqualTo("its GPU is not proven yet"));
    }

    [Test]
    public void Over_a_restart_proofs_stand_an_open_challenge_is_void_and_a_committed_one_can_be_opened()
    {
        using SqliteStore store = SqliteStore.Open(_directory.File("scheduler.db"));
        EngineBench bench = new(store);
        AuditBench audit = new(bench);
        BenchNode node = new(bench, 1, Capacities.Of(gpus: [Capacities.Gpu("GPU-a"), Capacities.Gpu("GPU-b"), Capacities.Gpu("GPU-c")]));
        node.Sync();
        audit.Prove(node);
        node.Sync();
        bench.Pass(TimeSpan.FromMinutes(1));
        node.Sync();
        Assert.That(audit.Round(), Is.EqualTo(3));
        GpuChallenge[] challenges = [.. AuditBench.Take(node)];
        ProofCommitReply before = audit.Commit(node.Node, challenges[0]).OrThrow();

        bench.Restart();
        node.Sync();
        Assert.That(bench.Writes.OfType<StoreWrite.SaveChallenge>().Where(save => save.Challenge.End?.State == ProofState.Void)
            .Select(save => save.Challenge.Gpu), Is.EquivalentTo(challenges[1..].Select(challenge => challenge.Gpu)));
        Assert.That(audit.Commit(node.Node, challenges[0]).OrThrow(), Is.EqualTo(before));
        audit.Accept(node.Node, challenges[0]).OrThrow();
        NodeView view = bench.Ask(new EngineRequest.ShowNodes(node.Node)).OrThrow().Single();
        Assert.That(view.Gpus.Select(gpu => gpu.Problem), Is.All.Null);
        Assert.That(view.Gpus.Select(gpu => gpu.Figures.Count), Is.All.EqualTo(2));
    }

    private BenchNode Node(int number, params string[] gpus) => Node(number, null, gpus);

    private BenchNode Node(int number, Address? owner, params string[] gpus) => new(
        _bench, number, Capacities.Of(gpus: [.. gpus.Select(uuid => Capacities.Gpu(uuid))]) with { Beneficiary = owner });

    /// <summary>Time passes while the node stays connected.</summary>
    private void Pass(BenchNode node, TimeSpan by)
    {
        TimeSpan step = TimeSpan.FromSeconds(30);
        for (TimeSpan left = by; left > TimeSpan.Zero; left -= step)
        {
            _bench.Pass(left < step ? left : step);
            node.TakeReply();
            node.Sync();
        }
    }

    private ProofEnd LastEnd() =>
        _bench.Writes.OfType<StoreWrite.SaveChallenge>().Last(save => save.Challenge.End is not null).Challenge.End!;

    private NodeView View(BenchNode node) => _bench.Ask(new EngineRequest.ShowNodes(node.Node)).OrThrow().Single();

    private string Why(JobId job) => _bench.Ask(new EngineRequest.ExplainJob(job)).OrThrow()!.Summary;
}
