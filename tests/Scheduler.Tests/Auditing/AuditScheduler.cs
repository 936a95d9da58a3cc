using DePin.Protocol.Wire;
using DePin.Scheduler.Auditing;
using DePin.Scheduler.Server;
using DePin.Scheduler.Tests.Http;

namespace DePin.Scheduler.Tests.Auditing;

/// <summary>Real schedulers that ask for proofs a processor can give, as soon as they may.</summary>
internal static class AuditScheduler
{
    public static Task<TestScheduler> StartAsync(ManualTime time, CancellationToken token, Action<SchedulerOptions>? more = null) =>
        TestScheduler.StartAsync(token, options =>
        {
            options.Audit = new AuditOptions
            {
                Devices = ["cuda", "cpu"],
                Every = TimeSpan.FromMilliseconds(50),
                LookEvery = TimeSpan.FromMilliseconds(1),
                FirstRetry = TimeSpan.FromMilliseconds(1),
                LongestRetry = TimeSpan.FromMilliseconds(1),
                Sizes = Small(),
            };
            more?.Invoke(options);
        }, time);

    /// <summary>For a <see cref="Gpu"/>: products of 128 × 128 × 128 in two rounds, walks of 64 steps through 1440 lines.</summary>
    public static AuditSizes Small() => new()
    {
        Side = 256,
        RowBytes = 512,
        Openings = 64,
        Work = 2,
        Lanes = 32,
        Steps = 64,
        LaneOpenings = 16,
        Seconds = 1e-5,
        SlackMs = 30_000,
    };

    /// <summary>The reply is a problem of this code, whose detail says this.</summary>
    public static async Task RefusedAsync(HttpResponseMessage reply, ProblemCode code, string detail, CancellationToken token)
    {
        using (reply)
        {
            Problem problem = await Replies.ProblemAsync(reply, code, token);
            Assert.That(problem.Detail, Does.Contain(detail));
        }
    }

    /// <summary>The node's one GPU has no rate proven, and the scheduler says why.</summary>
    public static async Task AssertUnprovenAsync(TestScheduler scheduler, AuditedNode node, string reason, CancellationToken token)
    {
        NodeView view = await scheduler.GetAsync(Routes.Node(node.Node.Key.Address), WireJson.Default.NodeView, token);
        GpuProofs gpu = view.Gpus.Single();
        Assert.That(gpu.Figures.Where(figure => figure.Proof is ProofKind.Fp16), Is.Empty);
        Assert.That(gpu.Problem, Does.StartWith($"its GPU's proof failed: {reason}: "));
    }

    /// <summary>A GPU of 200 KiB that says so.</summary>
    public static GpuCapacity Gpu(string uuid) =>
        Capacities.Gpu(uuid, tflops: 1, bandwidth: 5e10) with { VramBytes = 204_800 };
}
