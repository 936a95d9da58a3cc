using DePin.Benchmark.Gpus;
using DePin.Benchmark.Gpus.Worker;
using DePin.NodeAgent.Gpus;
using DePin.NodeAgent.Gpus.Worker;

namespace DePin.NodeAgent.Tests.Gpus.Worker;

public sealed class WorkerFindingsTests
{
    private static IEnumerable<TestCaseData> Ends()
    {
        yield return Case(new WorkerOutcome.Hung("cuInit", 20.4), GpuFindingCode.DriverHangs, "cuInit did not return within 20 s");
        yield return Case(new WorkerOutcome.Silent(31), GpuFindingCode.DriverHangs, "did not run for 31 s");
        yield return Case(new WorkerOutcome.Died(139, ""), GpuFindingCode.WorkerDied, "ended with 139 (crashed in a library).");
        yield return Case(new WorkerOutcome.Died(1, "out of file handles"), GpuFindingCode.WorkerDied, "ended with 1: out of file handles");
        yield return Case(new WorkerOutcome.NotStarted("no such file"), GpuFindingCode.WorkerDied, "could not be started: no such file");
    }

    [TestCaseSource(nameof(Ends))]
    public void An_end_that_is_no_answer_is_told_with_its_cause_and_a_remedy(object outcome, GpuFindingCode code, string told)
    {
        GpuFinding found = WorkerFindings.Of((WorkerOutcome)outcome, "GPU-1");

        Assert.That((found.Code, found.Gpu), Is.EqualTo((code, "GPU-1")));
        Assert.That(found.Message, Does.Contain(told));
        Assert.That(found.Remedy, Is.Not.Empty);
    }

    [TestCase(79, GpuFindingCode.GpuLost, true)]
    [TestCase(48, GpuFindingCode.Xid, true)]
    [TestCase(31, GpuFindingCode.Xid, false)]
    [TestCase(4711, GpuFindingCode.Xid, false)]
    public void An_xid_is_told_in_the_words_of_the_table(int number, GpuFindingCode code, bool hosts)
    {
        GpuFinding found = WorkerFindings.Of(new GpuWord.Xid("GPU-1", number));

        Assert.That((found.Code, found.Gpu), Is.EqualTo((code, "GPU-1")));
        Assert.That(found.Message, Is.EqualTo($"The driver reported Xid {number}: {XidTable.Of(number).What}."));
        Assert.That(found.Remedy, hosts ? Does.StartWith("Drain the node") : Does.StartWith("Nothing to do unless"));
    }

    [Test]
    public void What_is_not_started_again_is_told_with_when_it_will_be()
    {
        Assert.That(WorkerFindings.Paused(6, TimeSpan.FromMinutes(42)).Message, Does.Contain("6 times").And.Contain("42 min"));
        Assert.That(WorkerFindings.Stuck(4242).Message, Does.Contain("Process 4242").And.Contain("cannot even be killed"));
    }

    private static TestCaseData Case(WorkerOutcome outcome, GpuFindingCode code, string told) =>
        new TestCaseData(outcome, code, told).SetArgDisplayNames(told);
}
