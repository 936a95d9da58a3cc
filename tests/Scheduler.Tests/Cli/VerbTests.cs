using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DePin.Attestation.Envelopes;
using DePin.Attestation.Evidence;
using DePin.Attestation.Messages;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Tests.Cli;

/// <summary>The short verbs: what they ask for, what they show, and that <c>--json</c> is the protocol's own shape.</summary>
internal sealed class VerbTests
{
    private static readonly string _jobPath = $"/v1/jobs/{Sample.Job}";

    [Test]
    [CancelAfter(20_000)]
    public async Task Jobs_are_listed_with_what_matters(CancellationToken token)
    {
        await using FakeScheduler fake = await FakeScheduler.StartAsync(token);
        fake.OnGet("/v1/jobs", new JobList([Sample.View(Sample.Failed), Sample.View(Sample.Queued)], "next"), WireJson.Default.JobList);

        CliRun run = await CliRun.AgainstAsync(fake, token, "job", "list", "--state", "finished", "--limit", "2");

        string[] lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines[0], Does.StartWith("JOB           NAME          STATE"));
        Assert.That(lines[1], Does.StartWith($"{Sample.Job.Short}  digits-train  job fault").And.EndWith("23 s"));
        Assert.That(lines[2], Does.Contain("queued"));
        Assert.That(fake.Requests[0].Query, Is.EqualTo("?limit=2&state=finished"));
        Assert.That(run.Error, Does.Contain("there are more"));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_job_is_shown_with_its_attempts_and_its_attestation(CancellationToken token)
    {
        await using FakeScheduler fake = await FakeScheduler.StartAsync(token);
        AttemptView lost = Sample.Attempt(1, 2048, ended: true) with { Reason = "its node was lost", LimitsHit = ["memory", "pids"] };
        fake.OnGet(_jobPath, Sample.View(Sample.Succeeded, lost, Sample.Attempt(2, 10, Outcome.Succeeded)), WireJson.Default.JobView);

        CliRun run = await CliRun.AgainstAsync(fake, token, "job", "show", Sample.Job.ToString());

        Assert.That(run.Output, Does.Contain($"job         {Sample.Job}").And.Contain("succeeded (exit code 0): the program ended"));
        Assert.That(run.Output, Does.Contain($"attestation {Sample.Envelope.Digest()}"));
        Assert.That(run.Output, Does.Contain("its node was lost").And.Contain("memory pids").And.Contain("2 KiB").And.Contain("21 s"));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task What_a_tag_meant_to_each_attempt_is_shown_and_a_difference_is_pointed_out(CancellationToken token)
    {
        await using FakeScheduler fake = await FakeScheduler.StartAsync(token);
        ContentHash first = ContentHash.Of([1]);
        ContentHash last = ContentHash.Of([2]);
        AttemptView[] attempts =
        [
            Sample.Attempt(1, 0, Outcome.HostFault) with { Image = first }, Sample.Attempt(2, 0, ended: true),
            Sample.Attempt(3, 0, Outcome.HostFault) with { Image = first }, Sample.Attempt(4, 0, Outcome.Succeeded) with { Image = last },
        ];
        JobView job = Sample.View(Sample.Succeeded, attempts);
        job = job with { Spec = job.Spec with { Image = ImageReference.Parse("registry.test/tool:v1") } };
        fake.OnGet(_jobPath, job, WireJson.Default.JobView);

        CliRun run = await CliRun.AgainstAsync(fake, token, "job", "show", Sample.Job.ToString());

        Assert.That(run.Output, Does.Contain($"manifest    {first} in attempt 1, 3").And.Contain($"manifest    {last} in attempt 4"));
        Assert.That(run.Error, Does.Contain("2 manifests").And.Contain("@sha256"));
    }

    [TestCase(0, "no job's id begins with 0xab12", ExitCode.Refused)]
    [TestCase(2, "more than one job's id begins with 0xab12", ExitCode.Usage)]
    [CancelAfter(20_000)]
    public async Task A_prefix_must_mean_one_job(int jobs, string what, ExitCode code, CancellationToken token)
    {
        await using FakeScheduler fake = await FakeScheduler.StartAsync(token);
        fake.OnGet("/v1/jobs", new JobList([.. Enumerable.Repeat(Sample.View(Sample.Queued), jobs)]), WireJson.Default.JobList);

        CliRun run = await CliRun.AgainstAsync(fake, token, "job", "show", "AB12");

        Assert.That(run.Code, Is.EqualTo(code));
        Assert.That(run.Error, Does.Contain(what));
    }

    [TestCase("0x12")]
    [TestCase("my-job")]
    [TestCase("../nodes")]
    [TestCase("0xab12?x=")]
    [CancelAfter(20_000)]
    public async Task What_cannot_be_an_id_is_not_asked_for(string id, CancellationToken token)
    {
        await using FakeScheduler fake = await FakeScheduler.StartAsync(token);

        CliRun run = await CliRun.AgainstAsync(fake, token, "job", "show", id);

        Assert.That(run.Code, Is.EqualTo(ExitCode.Usage));
        Assert.That(fake.Requests, Is.Empty);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Cancel_with_wait_returns_when_the_job_has_ended(CancellationToken token)
    {
        await using FakeScheduler fake = await FakeScheduler.StartAsync(token);
        fake.On(
            "DELETE",
            _jobPath,
            context => FakeScheduler.WriteAsync(context, 202, Sample.View(Sample.Running, Sample.Attempt(1, 0)), WireJson.Default.JobView));
        JobView ended = Sample.View(
            new JobState.Finished(Outcome.Cancelled, "cancelled by its submitter"),
            Sample.Attempt(1, 0, Outcome.Cancelled));
        fake.OnEach(
            "GET",
            _jobPath,
            context => FakeScheduler.WriteAsync(context, 200, Sample.View(Sample.Running, Sample.Attempt(1, 0)), WireJson.Default.JobView),
            context => FakeScheduler.WriteAsync(context, 200, ended, WireJson.Default.JobView));

        CliRun at = await CliRun.AgainstAsync(fake, token, "job", "cancel", Sample.Job.ToString());
        CliRun wait = await CliRun.AgainstAsync(fake, token, "job", "cancel", Sample.Job.ToString(), "--wait");

        Assert.That(at.Output, Is.EqualTo($"{Sample.Job} is being cancelled\n"));
        Assert.That(wait.Output, Is.EqualTo("cancelled: cancelled by its submitter\n"));
        Assert.That(wait.Code, Is.EqualTo(ExitCode.Ok));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Why_names_the_constraints(CancellationToken token)
    {
        await using FakeScheduler fake = await FakeScheduler.StartAsync(token);
        WhyView why = new(Sample.Job, "no node has enough memory", 3, [new WhyConstraint("resources.memory", 3, "ask for at most 30GiB")]);
        fake.OnGet($"{_jobPath}/why", why, WireJson.Default.WhyView);

        CliRun run = await CliRun.AgainstAsync(fake, token, "job", "why", Sample.Job.ToString());

        Assert.That(
            run.Output,
            Does.StartWith("no node has enough memory\n").And.Contain("resources.memory  3 of 3").And.Contain("ask for at most 30GiB"));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Show_and_why_name_the_verdict_with_its_evidence(CancellationToken token)
    {
        await using FakeScheduler fake = await FakeScheduler.StartAsync(token);
        AttemptView lost = Sample.Attempt(1, 0, Outcome.HostFault) with
        {
            Verdict = new VerdictEvidence(Outcome.HostFault, "gpu_lost", "A GPU was lost", ["Xid 79 on GPU-1", "exit \e[31mcode 1"]),
        };
        fake.OnGet(_jobPath, Sample.View(Sample.Queued, lost), WireJson.Default.JobView);
        fake.OnGet($"{_jobPath}/why", new WhyView(Sample.Job, "all busy", 1, []) { Ended = [lost] }, WireJson.Default.WhyView);

        CliRun show = await CliRun.AgainstAsync(fake, token, "job", "show", Sample.Job.ToString());
        CliRun why = await CliRun.AgainstAsync(fake, token, "job", "why", Sample.Job.ToString());

        string verdict = $"\nattempt {lost.Id.Short}: host fault, gpu_lost: A GPU was lost\n  Xid 79 on GPU-1\n  exit �[31mcode 1\n";
        Assert.That(show.Output, Does.EndWith(verdict));
        Assert.That(why.Output, Is.EqualTo($"all busy\n{verdict}"));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task The_attestation_that_ended_a_job_is_saved_and_verifies(CancellationToken token)
    {
        await using FakeScheduler fake = await FakeScheduler.StartAsync(token);
        AttestationEnvelope earlier = Sample.Signed(Sample.Message with { LeaseEpoch = 0 }, Sample.Statement.ToCanonicalJson());
        fake.OnGet<IReadOnlyList<AttestationEnvelope>>(
            $"{_jobPath}/attestations", [Sample.Envelope, earlier], WireJson.Default.IReadOnlyListAttestationEnvelope);
        using TempDirectory files = new();

        CliRun run = await CliRun.AgainstAsync(fake, token, "job", "attestation", Sample.Job.ToString(), "--to", files.File("a.json"));
        CliRun verified = await CliRun.AloneAsync(token, "attestation", "verify", files.File("a.json"));

        Assert.That(run.Code, Is.EqualTo(ExitCode.Ok), run.Error);
        Assert.That(verified.Code, Is.EqualTo(ExitCode.Ok), verified.Output);
        Assert.That(verified.Output, Does.Contain(Sample.Envelope.Digest().ToString()));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Each_verbs_json_is_the_protocols_own(CancellationToken token)
    {
        await using FakeScheduler fake = await FakeScheduler.StartAsync(token);
        JobView job = Sample.View(Sample.Succeeded, Sample.Attempt(1, 5, Outcome.Succeeded));
        fake.OnGet("/v1/jobs", new JobList([job], "next"), WireJson.Default.JobList);
        fake.OnGet(_jobPath, job, WireJson.Default.JobView);
        fake.OnGet($"{_jobPath}/artifacts", new ArtifactList(Sample.Outputs), WireJson.Default.ArtifactList);
        fake.OnGet($"{_jobPath}/why", new WhyView(Sample.Job, "x", 0, []), WireJson.Default.WhyView);
        fake.OnGet("/v1/nodes", new NodeList([Sample.NodeView]), WireJson.Default.NodeList);
        fake.OnGet($"/v1/nodes/{Sample.NodeView.Address}", Sample.NodeView, WireJson.Default.NodeView);
        fake.OnGet("/v1/tokens", new TokenList([new TokenView("t1", "ci", [TokenScope.Submit], 1)]), WireJson.Default.TokenList);

        await AssertSameAsync(fake, WireJson.Default.JobList, token, "job", "list");
        await AssertSameAsync(fake, WireJson.Default.JobView, token, "job", "show", Sample.Job.ToString());
        await AssertSameAsync(fake, WireJson.Default.ArtifactList, token, "job", "outputs", Sample.Job.ToString());
        await AssertSameAsync(fake, WireJson.Default.WhyView, token, "job", "why", Sample.Job.ToString());
        await AssertSameAsync(fake, WireJson.Default.NodeList, token, "node", "list");
        await AssertSameAsync(fake, WireJson.Default.NodeView, token, "node", "show", Sample.NodeView.Address.ToString());
        await AssertSameAsync(fake, WireJson.Default.TokenList, token, "token", "list");
    }

    [TestCase(401, ProblemCode.Unauthorized, ExitCode.NoAccess)]
    [TestCase(403, ProblemCode.Forbidden, ExitCode.NoAccess)]
    [TestCase(404, ProblemCode.NotFound, ExitCode.Refused)]
    [TestCase(409, ProblemCode.Conflict, ExitCode.Refused)]
    [TestCase(500, ProblemCode.Internal, ExitCode.Refused)]
    [CancelAfter(20_000)]
    public async Task A_refusal_is_shown_with_its_remedy_and_has_its_exit_code(
        int status,
        ProblemCode code,
        ExitCode exit,
        CancellationToken token)
    {
        await using FakeScheduler fake = await FakeScheduler.StartAsync(token);
        fake.On("GET", _jobPath, FakeScheduler.Problem(status, code, "the \e[31mfact", "Do this."));

        CliRun text = await CliRun.AgainstAsync(fake, token, "job", "show", Sample.Job.ToString());
        CliRun json = await CliRun.AgainstAsync(fake, token, "job", "show", Sample.Job.ToString(), "--json");

        Assert.That(text.Code, Is.EqualTo(exit));
        Assert.That(text.Error, Is.EqualTo("error: the �[31mfact\n  Do this.\n"));
        Assert.That(json.Code, Is.EqualTo(exit));
        JsonElement error = JsonElement.Parse(json.Error).GetProperty("error");
        Assert.That(error.GetProperty("remedy").GetString(), Is.EqualTo("Do this."));
        Assert.That(error.GetProperty("code").GetString(), Is.EqualTo(JsonNamingPolicy.SnakeCaseLower.ConvertName(code.ToString())));
    }

    /// <summary>What the verb writes is read back as the protocol's record and is, written compactly, what the scheduler sent.</summary>
    private static async Task AssertSameAsync<T>(
        FakeScheduler fake,
        JsonTypeInfo<T> type,
        CancellationToken token,
        params string[] arguments)
    {
        CliRun run = await CliRun.AgainstAsync(fake, token, [.. arguments, "--json"]);
        Assert.That(run.Code, Is.EqualTo(ExitCode.Ok), run.Error);
        string written = JsonSerializer.Serialize(JsonSerializer.Deserialize(run.OutputBytes, type)!, type);
        Assert.That(JsonNodeText(run.Output), Is.EqualTo(written), string.Join(' ', arguments));
    }

    private static string JsonNodeText(string json) => System.Text.Json.Nodes.JsonNode.Parse(json)!.ToJsonString();
}
