using DePin.Attestation.Messages;
using DePin.Protocol;
using DePin.Protocol.Wire;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Store;

namespace DePin.Scheduler.Tests.Engine;

/// <summary>What each side's fault costs the other: docs/faults.md, "What follows".</summary>
internal sealed class FaultTests
{
    private readonly EngineBench _bench = new();

    [TestCase(Outcome.HostFault)]
    [TestCase(Outcome.NetworkFault)]
    public void A_fault_that_is_not_the_jobs_costs_nothing_uses_no_retry_and_is_tried_elsewhere(Outcome fault)
    {
        BenchNode failing = Connected(1);
        JobId job = _bench.Submit(Specs.Job(spec => spec with { Retries = 1 }));
        failing.TakeReply();
        BenchNode sound = Connected(2);

        End(failing, fault);
        sound.TakeReply();
        End(sound, Outcome.JobFault);
        Assert.That(_bench.Stored(job).Status, Is.Not.TypeOf<JobStatus.Finished>(), "the retry is still there");
        sound.Sync();
        End(sound, Outcome.JobFault);

        Assert.That(failing.Leases, Is.Empty, "it is not asked again while there is another");
        Assert.That(_bench.Stored(job).JobFaults, Is.EqualTo(2));
        Assert.That(((JobStatus.Finished)_bench.Stored(job).Status).Outcome, Is.EqualTo(Outcome.JobFault));
        Assert.That(_bench.Ledger.Select(row => (row.Outcome, Paid: row.PaidMs > 0)), Is.EqualTo(new[]
        {
            (fault, false), (Outcome.JobFault, true), (Outcome.JobFault, true),
        }));
    }

    [TestCase(Outcome.JobFault)]
    [TestCase(Outcome.Cancelled)]
    public void What_came_to_no_container_costs_nothing_whoevers_fault_it_was(Outcome outcome)
    {
        BenchNode node = Connected(1);
        JobId job = _bench.Submit(Specs.Job());
        node.TakeReply();
        if (outcome == Outcome.Cancelled)
        {
            _bench.Decide(new EngineRequest.Cancel(job, "enough"));
        }

        End(node, outcome, exitCode: -1);

        Assert.That(_bench.Ledger.Single(), Has.Property("Amount").EqualTo("0").And.Property("PaidMs").EqualTo(0));
    }

    [Test]
    public void A_job_fault_does_not_hurt_the_node()
    {
        BenchNode node = Connected(1);
        _bench.Submit(Specs.Job(spec => spec with { Retries = 1 }));
        node.TakeReply();
        Connected(2);

        End(node, Outcome.JobFault);
        node.Sync();

        Assert.That(node.Leases.Single().Epoch, Is.EqualTo(2), "it is asked again, before the other, as if nothing had been");
    }

    private void End(BenchNode node, Outcome outcome, int exitCode = 1)
    {
        _bench.Pass(TimeSpan.FromSeconds(15));
        Answer<AttestationReply> answer = node.Attest(
            node.Leases.Single(), message => message with { Outcome = outcome, ExitCode = exitCode });
        Assert.That(answer.Refusal, Is.Null);
    }

    private BenchNode Connected(int number)
    {
        BenchNode node = new(_bench, number);
        node.Sync();
        return node;
    }
}
