using DePin.Attestation.Messages;
using DePin.NodeAgent.Attempts;
using DePin.Protocol.Jobs;

namespace DePin.NodeAgent.Tests.Attempts;

public sealed class VerdictTableTests
{
    private static readonly ContainerPath _path = ContainerPath.Parse("/in");

    private static readonly (Incident Incident, Outcome Outcome, string Code)[] _incidents =
    [
        (new Incident.ImageNotFound("x"), Outcome.JobFault, "image_not_found"),
        (new Incident.ImageDenied("x"), Outcome.JobFault, "image_denied"),
        (new Incident.ImageWrongPlatform("x"), Outcome.JobFault, "image_wrong_platform"),
        (new Incident.NotRunnable("x"), Outcome.JobFault, "not_runnable"),
        (new Incident.InputMissing(_path, "x"), Outcome.JobFault, "input_missing"),
        (new Incident.InputTooLarge(_path, "x"), Outcome.JobFault, "input_too_large"),
        (new Incident.ImageCorrupt("x"), Outcome.NetworkFault, "image_corrupt"),
        (new Incident.RegistryUnreachable("x"), Outcome.NetworkFault, "registry_unreachable"),
        (new Incident.InputCorrupt(_path, "x"), Outcome.NetworkFault, "input_corrupt"),
        (new Incident.CheckpointUnavailable("x"), Outcome.NetworkFault, "checkpoint_unavailable"),
        (new Incident.BadLease("x"), Outcome.NetworkFault, "bad_lease"),
        (new Incident.HostRefused("x"), Outcome.HostFault, "host_refused"),
        (new Incident.HostDiskFull("x"), Outcome.HostFault, "host_disk_full"),
        (new Incident.EngineFailed("x"), Outcome.HostFault, "engine_failed"),
        (new Incident.EngineRestarted("x"), Outcome.HostFault, "engine_restarted"),
        (new Incident.OutputLost("x"), Outcome.HostFault, "output_lost"),
        (new Incident.ContainerVanished("x"), Outcome.HostFault, "container_vanished"),
        (new Incident.HostRebooted("x"), Outcome.HostFault, "host_rebooted"),
    ];

    [TestCaseSource(nameof(_incidents))]
    public void Whatever_befalls_an_attempt_has_one_culprit((Incident Incident, Outcome Outcome, string Code) row)
    {
        Verdict verdict = VerdictTable.NeverRan(null, row.Incident);

        Assert.That((verdict.Outcome, verdict.Code), Is.EqualTo((row.Outcome, row.Code)));
        Assert.That(VerdictTable.Ran(null, Run(137) with { Incident = row.Incident }), Is.EqualTo(verdict), "whether or not it ran");
    }

    [Test]
    public void The_table_has_a_row_for_every_incident() =>
        Assert.That(
            _incidents.Select(row => row.Incident.GetType()),
            Is.EquivalentTo(typeof(Incident).GetNestedTypes().Where(type => type.IsSubclassOf(typeof(Incident)))));

    [TestCase(0, false, ExpectedResult = "succeeded")]
    [TestCase(0, true, ExpectedResult = "succeeded", TestName = "A child that was killed for memory does not fail a job that copes")]
    [TestCase(1, false, ExpectedResult = "exit_code")]
    [TestCase(137, true, ExpectedResult = "memory")]
    [TestCase(1, true, ExpectedResult = "memory")]
    [TestCase(137, false, ExpectedResult = "exit_code")]
    public string An_end_of_its_own_is_judged_by_exit_code_and_memory(int exitCode, bool outOfMemory) =>
        VerdictTable.Ran(null, Run(exitCode) with { OutOfMemory = outOfMemory }).Code;

    [TestCase(StopCause.Cancelled, ExpectedResult = Outcome.Cancelled)]
    [TestCase(StopCause.Timeout, ExpectedResult = Outcome.JobFault)]
    [TestCase(StopCause.Disk, ExpectedResult = Outcome.JobFault)]
    [TestCase(StopCause.LeaseExpiring, ExpectedResult = Outcome.NetworkFault)]
    [TestCase(StopCause.Drained, ExpectedResult = Outcome.Cancelled)]
    public Outcome A_stop_is_judged_by_its_cause_whatever_the_exit_code(StopCause cause)
    {
        Outcome killed = VerdictTable.Ran(new StopOrder(cause, "x", At: 1500), Run(137)).Outcome;
        Assert.That(VerdictTable.Ran(new StopOrder(cause, "x", At: 1500), Run(0)).Outcome, Is.EqualTo(killed));
        return killed;
    }

    [Test]
    public void A_job_that_ended_before_it_was_told_to_ended_by_itself() =>
        Assert.That(VerdictTable.Ran(new StopOrder(StopCause.Timeout, "x", At: 2001), Run(0)).Code, Is.EqualTo("succeeded"));

    [Test]
    public void Limits_that_were_reached_are_named() => Assert.That(
        VerdictTable.Ran(null, Run(1) with { LimitsHit = [JobLimit.Pids, JobLimit.Disk] }).Reason,
        Is.EqualTo("The program ended with exit code 1; limits reached: pids, disk"));

    private static RunResult Run(int exitCode) =>
        new() { ExitCode = exitCode, OutOfMemory = false, StartedAt = 1000, FinishedAt = 2000, LimitsHit = [], Usage = RunUsage.None };
}
