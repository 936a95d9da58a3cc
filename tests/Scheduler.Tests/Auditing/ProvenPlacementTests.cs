using DePin.Protocol;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Tests.Engine;

namespace DePin.Scheduler.Tests.Auditing;

/// <summary>What jobs get of GPUs that are proven, not proven, or busy proving.</summary>
internal sealed class ProvenPlacementTests
{
    private readonly EngineBench _bench = new();

    [Test]
    public void A_gpu_that_works_is_not_asked_and_one_that_is_asked_gets_no_work()
    {
        AuditBench audit = new(_bench);
        BenchNode node = Node(1, "GPU-a");
        node.Sync();
        audit.Prove(node);
        _bench.Submit(Wanting());
        node.Sync();
        Assert.That(node.Leases, Has.Count.EqualTo(1));
        Assert.That(audit.Round(), Is.Zero);

        node.Attest(node.Leases.Single()).OrThrow();
        Assert.That(audit.Round(), Is.EqualTo(1));
        JobId job = _bench.Submit(Wanting());
        node.Sync();
        Assert.That(node.Leases, Is.Empty);
        Assert.That(Why(job), Does.Contain("1 such GPUs and 0 free now"));
        GpuChallenge challenge = AuditBench.Take(node).Single();
        audit.Commit(node.Node, challenge).OrThrow();
        audit.Accept(node.Node, challenge).OrThrow();
        node.Sync();
        Assert.That(node.Leases, Has.Count.EqualTo(1), "the job that waited for the GPU");
    }

    [Test]
    public void Jobs_go_to_gpus_by_what_is_proven_and_why_says_what_is_not()
    {
        AuditBench audit = new(_bench);
        BenchNode node = Node(1, "GPU-a");
        node.Sync();
        JobId job = _bench.Submit(Wanting(tflops: 700));
        Assert.That(Why(job), Does.Contain("its GPU is not proven yet"));
        audit.Prove(node, fp16: 600e12);
        Assert.That(Why(job), Does.Contain("change resources.gpu.fp16Tflops from 700 to 600"), "the node says 900");
        JobId less = _bench.Submit(Wanting(tflops: 500, vramGiB: 80));
        node.Sync();
        Assert.That(node.Leases.Single().Job, Is.EqualTo(less), "memory counts whole when as much of it is proven as is asked for");
    }

    [Test]
    public void An_operator_may_believe_nodes()
    {
        EngineBench trusting = new(rules: EngineBench.Trusting);
        BenchNode node = new(trusting, 1, Capacities.Of(gpus: [Capacities.Gpu("GPU-a")]));
        node.Sync();
        trusting.Submit(Wanting(tflops: 700));
        node.Sync();
        Assert.That(node.Leases, Has.Count.EqualTo(1));
    }

    private BenchNode Node(int number, string gpu) => new(_bench, number, Capacities.Of(gpus: [Capacities.Gpu(gpu)]));

    private static JobSpec Wanting(decimal? tflops = null, int? vramGiB = null) => Specs.Wanting(gpu: new GpuRequirement
    {
        Fp16Tflops = tflops,
        Vram = vramGiB is { } size ? ByteSize.FromGibibytes(size) : null,
    });

    private string Why(JobId job) => _bench.Ask(new EngineRequest.ExplainJob(job)).OrThrow()!.Summary;
}
