using DePin.Attestation.Evidence;
using DePin.Attestation.Messages;
using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Hosting;
using DePin.NodeAgent.Tests.Gpus;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Tests.Hosting;

/// <summary>The agent's work on jobs whose GPUs fail, or whose programs do: from what the machine says to what is attested.</summary>
public sealed class GpuFaultTests
{
    private readonly TestNode _node = new();

    [SetUp]
    public void Give_the_jobs_a_gpu() =>
        _node.Job = _node.Job with { ExitCode = null, Devices = [_node.Gpus.Node, .. _node.Gpus.SharedNodes] };

    [TearDown]
    public void Remove() => _node.Dispose();

    [Test, CancelAfter(30_000)]
    public async Task A_container_that_may_not_open_its_gpu_any_more_is_stopped_as_the_hosts_fault(CancellationToken token)
    {
        VerdictEvidence verdict = await RunAsync(
            lease => _node.Engine.TakeDevice(TestNode.Container(lease), _node.Gpus.Node), Outcome.HostFault, token);

        Assert.That(verdict.Code, Is.EqualTo("gpu_lost"));
        Assert.That(verdict.Evidence, Has.Some.Contains("may not open").And.Some.Contains("any more (EPERM)"));
    }

    [Test, CancelAfter(30_000)]
    public async Task A_gpu_that_fell_off_the_bus_stops_the_job_at_once(CancellationToken token)
    {
        VerdictEvidence verdict = await RunAsync(_ => _node.Gpus.LogXid(79, "GPU has fallen off the bus."), Outcome.HostFault, token);

        Assert.That(verdict.Code, Is.EqualTo("gpu_lost"));
        Assert.That(verdict.Evidence, Has
            .Some.StartsWith($"Xid 79 on {TestGpus.Uuid} (0000:3b:00)").And.Some.StartsWith("stopped: host_fault"));
    }

    [Test, CancelAfter(30_000)]
    public async Task A_driver_that_is_replaced_under_the_job_is_the_hosts_fault(CancellationToken token) => Assert.That(
        (await RunAsync(_ => _node.Gpus.SetDriver("550.54.14"), Outcome.HostFault, token)).Code, Is.EqualTo("gpu_driver_changed"));

    [Test, CancelAfter(30_000)]
    public async Task A_gpu_that_the_driver_no_longer_lists_is_the_hosts_fault(CancellationToken token) => Assert.That(
        (await RunAsync(_ => _node.Gpus.Remove("0000:3b:00"), Outcome.HostFault, token)).Code, Is.EqualTo("gpu_lost"));

    [TestCase(31, 1, Outcome.JobFault, "exit_code", TestName = "A program that used memory that it does not have")]
    [TestCase(45, 137, Outcome.JobFault, "exit_code", TestName = "An error that may be either's decides nothing")]
    [TestCase(119, 1, Outcome.HostFault, "gpu_failed", TestName = "A failed job on a GPU whose processor did not answer")]
    [TestCase(94, 1, Outcome.HostFault, "gpu_memory", TestName = "A failed job on a GPU with an uncorrectable error")]
    [TestCase(119, 0, Outcome.Succeeded, "succeeded", TestName = "A job that coped with an error of the GPU's processor")]
    [TestCase(95, 0, Outcome.HostFault, "gpu_memory", TestName = "A success that was computed in broken memory")]
    [CancelAfter(30_000)]
    public async Task An_end_with_an_error_of_the_driver_is_judged(
        int xid, int exitCode, Outcome outcome, string code, CancellationToken token)
    {
        VerdictEvidence verdict = await RunAsync(
            lease =>
            {
                _node.Gpus.LogXid(xid, "words of the driver");
                _node.Engine.End(TestNode.Container(lease), exitCode);
            },
            outcome,
            token);

        Assert.That(verdict.Code, Is.EqualTo(code));
        Assert.That(verdict.Evidence, Has.Some.StartsWith($"Xid {xid} on {TestGpus.Uuid}"), "both sides see it, whoever is to blame");
    }

    [Test, CancelAfter(30_000)]
    public async Task An_error_of_another_jobs_gpu_changes_nothing(CancellationToken token)
    {
        VerdictEvidence verdict = await RunAsync(
            lease =>
            {
                _node.Gpus.LogXid(79, "GPU has fallen off the bus.", "0000:86:00");
                _node.Engine.End(TestNode.Container(lease), 3);
            },
            Outcome.JobFault,
            token);

        Assert.That(verdict.Evidence, Is.EqualTo(new[] { "exit code 3" }));
    }

    [TestCase(false, Outcome.HostFault, TestName = "A job that was cancelled because its GPU had failed is not charged for it")]
    [TestCase(true, Outcome.Cancelled, TestName = "A GPU that fails while a cancelled job stops changes nothing")]
    [CancelAfter(30_000)]
    public async Task A_stop_and_an_error_of_the_gpu_are_judged_by_which_came_first(
        bool stopFirst, Outcome outcome, CancellationToken token)
    {
        Lease lease = _node.Scheduler.Grant(_node.Spec, gpus: TestGpus.Uuid);
        Steps steps = new(Watch);
        using NodeWork work = _node.Work(steps);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(token);
        Task running = work.RunAsync(stop.Token);
        await LookedAtAsync(token);
        if (!stopFirst)
        {
            _node.Gpus.LogXid(119, "Timeout waiting for RPC from GSP!");
            await LookedAtAsync(token, times: Looks + 2);
        }

        _node.Scheduler.Cancel(lease, "it hangs");
        await TestNode.EndedAsync(work, lease, token);
        await stop.CancelAsync();
        await running;

        Assert.That(_node.Message(lease).Outcome, Is.EqualTo(outcome));

        void Watch(Step step, StepMoment moment)
        {
            if (stopFirst && step == Step.StopContainer && moment == StepMoment.Before)
            {
                _node.Gpus.LogXid(119, "Timeout waiting for RPC from GSP!");
            }
        }
    }

    [Test, CancelAfter(30_000)]
    public async Task What_was_lost_before_the_agent_was_killed_is_the_hosts_fault_after_it(CancellationToken token)
    {
        Lease lease = _node.Scheduler.Grant(_node.Spec, gpus: TestGpus.Uuid);
        await _node.WorkUntilAsync(_ => _node.RunningAsync(token), token);
        _node.Engine.TakeDevice(TestNode.Container(lease), _node.Gpus.Node);

        await _node.FinishAsync(lease, token);

        Assert.That(_node.Message(lease).Outcome, Is.EqualTo(Outcome.HostFault));
    }

    private int Looks => _node.Engine.Calls.Count(call => call.StartsWith("devices", StringComparison.Ordinal));

    private async Task LookedAtAsync(CancellationToken token, int times = 1)
    {
        await _node.RunningAsync(token);
        await TestNode.UntilAsync(() => Looks >= times, token);
    }

    /// <summary>A job on the GPU of <see cref="TestGpus.Uuid"/> that runs until something <paramref name="befalls"/> it.</summary>
    private async Task<VerdictEvidence> RunAsync(Action<Lease> befalls, Outcome outcome, CancellationToken token)
    {
        Lease lease = _node.Scheduler.Grant(_node.Spec, gpus: TestGpus.Uuid);
        await _node.WorkUntilAsync(
            async work =>
            {
                await LookedAtAsync(token);
                befalls(lease);
                await TestNode.EndedAsync(work, lease, token);
                AssertOwnerSees(work.Journal.Find(lease.Attempt)!);
            },
            token);
        VerdictEvidence verdict = EvidenceStatement.Parse(_node.Scheduler.Lease(lease.Attempt).Envelope!.Evidence.Span).Predicate.Verdict;
        Assert.That(_node.Message(lease).Outcome, Is.EqualTo(outcome), $"{verdict.Text}: {string.Join("; ", verdict.Evidence)}");
        Assert.That(verdict.Outcome, Is.EqualTo(outcome));
        return verdict;

        void AssertOwnerSees(Attempt attempt)
        {
            VerdictEvidence attested = EvidenceStatement.Parse(
                _node.Scheduler.Lease(lease.Attempt).Envelope!.Evidence.Span).Predicate.Verdict;
            var ended = (AttemptState.Ended)attempt.State;
            Assert.That((ended.Code, ended.Evidence), Is.EqualTo((attested.Code, attested.Evidence)), "the owner sees what was attested");
        }
    }
}
