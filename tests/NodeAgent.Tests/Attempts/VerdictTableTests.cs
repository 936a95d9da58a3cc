using DePin.Attestation.Messages;
using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Attempts.Room;
using DePin.NodeAgent.Gpus;
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
        (new Incident.ImageTooLarge("x"), Outcome.JobFault, "image_too_large"),
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
        (new Incident.GpuLost("x"), Outcome.HostFault, "gpu_lost"),
        (new Incident.GpuMemory("x"), Outcome.HostFault, "gpu_memory"),
        (new Incident.GpuFailed("x"), Outcome.HostFault, "gpu_failed"),
        (new Incident.GpuDriverChanged("x"), Outcome.HostFault, "gpu_driver_changed"),
    ];

    private static readonly (StopCause Cause, Outcome Outcome, string Code)[] _stops =
    [
        (StopCause.Cancelled, Outcome.Cancelled, "cancelled"),
        (StopCause.Timeout, Outcome.JobFault, "timeout"),
        (StopCause.Disk, Outcome.JobFault, "disk"),
        (StopCause.Files, Outcome.JobFault, "files"),
        (StopCause.Room, Outcome.HostFault, "host_disk_full"),
        (StopCause.LeaseExpiring, Outcome.NetworkFault, "lease_not_renewed"),
        (StopCause.HostFault, Outcome.HostFault, "gpu_lost"),
        (StopCause.Drained, Outcome.Cancelled, "drained"),
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

    [TestCaseSource(nameof(_stops))]
    public void A_stop_is_judged_by_its_cause_whatever_the_exit_code((StopCause Cause, Outcome Outcome, string Code) row)
    {
        Verdict killed = VerdictTable.Ran(Stop(row.Cause), Run(137) with { Stopped = true });

        Assert.That((killed.Outcome, killed.Code), Is.EqualTo((row.Outcome, row.Code)));
        Assert.That(VerdictTable.Ran(Stop(row.Cause), Run(0) with { Stopped = true }), Is.EqualTo(killed));
        Assert.That(VerdictTable.NeverRan(Stop(row.Cause), null), Is.EqualTo(killed), "whether or not it ran");
    }

    [Test]
    public void The_table_has_a_row_for_every_cause_of_a_stop() =>
        Assert.That(_stops.Select(row => row.Cause), Is.EquivalentTo(Enum.GetValues<StopCause>()));

    [Test]
    public void What_the_machine_answers_for_goes_before_the_jobs_own_end_and_before_any_stop()
    {
        RunResult run = Run(1) with { OutOfMemory = true, Incident = new Incident.GpuFailed("x") };

        Assert.That(VerdictTable.Ran(null, run).Code, Is.EqualTo("gpu_failed"));
        Assert.That(VerdictTable.Ran(Stop(StopCause.Timeout), run).Code, Is.EqualTo("gpu_failed"), "it hung because the GPU had failed");
    }

    [Test]
    public void The_document_shows_the_table_row_by_row()
    {
        IEnumerable<(string Code, Outcome Outcome)> rows = _incidents.Select(row => (row.Code, row.Outcome))
            .Concat(_stops.Where(row => row.Cause != StopCause.HostFault).Select(row => (row.Code, row.Outcome)))
            .Concat([("succeeded", Outcome.Succeeded), ("exit_code", Outcome.JobFault), ("memory", Outcome.JobFault)]);

        Assert.That(FaultsDocument.Verdicts, Is.EquivalentTo(rows.Distinct()));
    }

    [Test]
    public void The_document_shows_the_drivers_errors_number_by_number()
    {
        IEnumerable<(int Number, string Kind, bool Ends, string What)> rows = XidTable.Known
            .Select(xid => (xid.Number, xid.Kind.ToString().ToLowerInvariant(), xid.Ends, xid.What));

        Assert.That(FaultsDocument.Xids, Is.EqualTo(rows));
    }

    [TestCase(60, 41, 0, ExpectedResult = "disk", TestName = "What came back and what has a name are together more than the disk")]
    [TestCase(60, 40, 0, ExpectedResult = "host_disk_full", TestName = "As much as was allowed is the job's right")]
    [TestCase(60, -900, 0, ExpectedResult = "host_disk_full", TestName = "Others took more meanwhile")]
    [TestCase(0, 0, 8, ExpectedResult = "files", TestName = "Files without a name count as files")]
    public string Who_filled_the_disk_is_told_by_what_the_end_of_a_job_gave_back(long named, long givenBack, long givenBackFiles)
    {
        var hidden = new HiddenDisk(named, givenBack, AllowedBytes: 100, NamedFiles: 3, givenBackFiles, AllowedFiles: 10);
        Verdict verdict = VerdictTable.Ran(new StopOrder(StopCause.Room, "x", At: 1500), Run(137) with { Stopped = true, Hidden = hidden });

        Assert.That(verdict.Reason, Does.Contain($"{named} bytes").And.Contain($"{givenBack} bytes"));
        return verdict.Code;
    }

    [Test]
    public void A_job_that_ended_before_it_was_told_to_ended_by_itself() =>
        Assert.That(VerdictTable.Ran(new StopOrder(StopCause.Timeout, "x", At: 2001), Run(0)).Code, Is.EqualTo("succeeded"));

    [TestCase(0)]
    [TestCase(1)]
    public void A_job_that_ended_with_more_than_its_disk_is_at_fault_however_it_ended(int exitCode)
    {
        RunResult run = Run(exitCode) with { Excess = new DiskExcess(JobLimit.Disk, "The job wrote too much") };

        Verdict verdict = VerdictTable.Ran(null, run);

        Assert.That((verdict.Outcome, verdict.Code), Is.EqualTo((Outcome.JobFault, "disk")));
        Assert.That(verdict.Reason, Is.EqualTo("The job wrote too much, by its end"));
    }

    [Test]
    public void Limits_that_were_reached_are_named() => Assert.That(
        VerdictTable.Ran(null, Run(1) with { LimitsHit = [JobLimit.Pids, JobLimit.Disk] }).Reason,
        Is.EqualTo("The program ended with exit code 1; limits reached: pids, disk"));

    private static StopOrder Stop(StopCause cause) =>
        new(cause, "x", At: 1500) { Incident = cause == StopCause.HostFault ? new Incident.GpuLost("x") : null };

    private static RunResult Run(int exitCode) =>
        new() { ExitCode = exitCode, OutOfMemory = false, StartedAt = 1000, FinishedAt = 2000, LimitsHit = [], Usage = RunUsage.None };
}
