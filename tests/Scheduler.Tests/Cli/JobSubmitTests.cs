using DePin.Attestation.Messages;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Tests.Cli;

/// <summary><c>job submit</c>.</summary>
internal sealed class JobSubmitTests
{
    private static readonly string _jobPath = $"/v1/jobs/{Sample.Job}";

    [Test]
    [CancelAfter(20_000)]
    public async Task The_file_goes_as_it_is_and_the_id_comes_back_on_standard_output(CancellationToken token)
    {
        await using FakeScheduler fake = await FakeScheduler.StartAcceptingAsync(token);
        using TempDirectory files = new();
        string file = files.Write("job.yaml", "# a comment\n" + Sample.JobFile);

        CliRun run = await CliRun.AgainstAsync(fake, token, "job", "submit", file, "--idempotency-key", "mine");

        Assert.That(run.Code, Is.EqualTo(ExitCode.Ok), run.Error);
        Assert.That(run.Output, Is.EqualTo($"{Sample.Job}\n"));
        FakeRequest request = fake.Requests.Single();
        Assert.That(request.Body, Is.EqualTo(await File.ReadAllBytesAsync(file, token)));
        Assert.That(request.Headers["Content-Type"], Is.EqualTo("application/yaml"));
        Assert.That(request.Headers["Idempotency-Key"], Is.EqualTo("mine"));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Mistakes_are_shown_with_their_lines_without_any_scheduler(CancellationToken token)
    {
        using TempDirectory files = new();
        string file = files.Write("job.yaml", Sample.JobFile + "\nresources:\n  memory: 16gb\n  cpus: 4\n");

        CliRun run = await CliRun.AloneAsync(token, "job", "submit", file, "--scheduler", "http://127.0.0.1:1");

        Assert.That(run.Code, Is.EqualTo(ExitCode.Usage), run.Error);
        Assert.That(run.Error, Does.Contain("has 2 mistakes; nothing was submitted"));
        Assert.That(run.Error, Does.Contain($"  {file}:7:").And.Contain("resources.memory").And.Contain("16gb"));
        Assert.That(run.Error, Does.Contain($"  {file}:8:").And.Contain("cpus"));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task As_json_the_mistakes_are_an_array(CancellationToken token)
    {
        using TempDirectory files = new();
        string file = files.Write("job.yaml", Sample.JobFile + "\nresources:\n  memory: 16gb\n");

        CliRun run = await CliRun.AloneAsync(token, "job", "submit", file, "--json");

        System.Text.Json.JsonElement error = System.Text.Json.JsonElement.Parse(run.Error).GetProperty("error");
        Assert.That(run.Output, Is.Empty);
        Assert.That(error.GetProperty("exitCode").GetInt32(), Is.EqualTo(2));
        Assert.That(error.GetProperty("mistakes")[0].GetString(), Does.StartWith($"{file}:7:"));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Mistakes_that_only_the_scheduler_sees_are_shown_as_well(CancellationToken token)
    {
        await using FakeScheduler fake = await FakeScheduler.StartAsync(token);
        Problem problem = new()
        {
            Type = "urn:depin:problem:invalid_job",
            Title = "Invalid job",
            Status = 422,
            Code = ProblemCode.InvalidJob,
            Detail = "the job file has 1 mistake",
            Remedy = "Put it right.",
            Errors = [new SpecError(3, 7, "kind", "batch", "is not offered here", "ask the operator")],
        };
        fake.On("POST", "/v1/jobs", context => FakeScheduler.WriteAsync(context, 422, problem, WireJson.Default.Problem));
        using TempDirectory files = new();

        CliRun run = await CliRun.AgainstAsync(fake, token, "job", "submit", files.Write("job.yaml", Sample.JobFile));

        Assert.That(run.Code, Is.EqualTo(ExitCode.Refused));
        Assert.That(run.Error, Does.Contain("3:7 kind: 'batch' is not offered here; ask the operator"));
    }

    [TestCase(true, ExitCode.Ok)]
    [TestCase(false, ExitCode.NotWell)]
    [CancelAfter(20_000)]
    public async Task Wait_returns_when_the_job_ended_and_tells_how(bool succeeds, ExitCode code, CancellationToken token)
    {
        await using FakeScheduler fake = await FakeScheduler.StartAcceptingAsync(token);
        JobView end = Sample.View(
            succeeds ? Sample.Succeeded : Sample.Failed,
            Sample.Attempt(1, 0, succeeds ? Outcome.Succeeded : Outcome.JobFault));
        fake.OnEach(
            "GET",
            _jobPath,
            context => FakeScheduler.WriteAsync(context, 200, Sample.View(Sample.Queued), WireJson.Default.JobView),
            context => FakeScheduler.WriteAsync(context, 200, Sample.View(Sample.Running, Sample.Attempt(1, 0)), WireJson.Default.JobView),
            context => FakeScheduler.WriteAsync(context, 200, end, WireJson.Default.JobView));
        using TempDirectory files = new();
        string file = files.Write("job.yaml", Sample.JobFile);

        CliRun run = await CliRun.AgainstAsync(fake, token, "job", "submit", file, "--wait");
        CliRun json = await CliRun.AgainstAsync(fake, token, "job", "submit", file, "--wait", "--json");

        Assert.That(run.Code, Is.EqualTo(code), run.Error);
        Assert.That(run.Output, Is.EqualTo($"{Sample.Job}\n"));
        Assert.That(run.Error, Does.Contain("queued: no node is connected").And.Contain("running on node").And.Contain("attestation 0x"));
        Assert.That(json.Code, Is.EqualTo(code));
        Assert.That(json.Json.GetProperty("state").GetProperty("state").GetString(), Is.EqualTo("finished"));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task Follow_writes_the_log_and_nothing_else_to_standard_output_and_output_fetches(CancellationToken token)
    {
        await using FakeScheduler fake = await FakeScheduler.StartAcceptingAsync(token);
        FakeLog log = new(Sample.FirstAttempt, "epoch 1 loss 0.5\n"u8.ToArray(), 4);
        fake.On("GET", FakeLog.Path, log.AnswerAsync);
        fake.OnGet(_jobPath, Sample.View(Sample.Succeeded, Sample.Attempt(1, 17, Outcome.Succeeded)), WireJson.Default.JobView);
        fake.OnGet($"{_jobPath}/artifacts", new ArtifactList(Sample.Outputs), WireJson.Default.ArtifactList);
        fake.OnGet<IReadOnlyList<DePin.Attestation.Envelopes.AttestationEnvelope>>(
            $"{_jobPath}/attestations", [Sample.Envelope], WireJson.Default.IReadOnlyListAttestationEnvelope);
        fake.On(
            "GET",
            $"{_jobPath}/artifacts/outputs/model.npz",
            context => context.Response.Body.WriteAsync(Sample.Model, context.RequestAborted).AsTask());
        fake.On(
            "GET",
            $"{_jobPath}/artifacts/outputs/metrics.json",
            context => context.Response.Body.WriteAsync(Sample.Metrics, context.RequestAborted).AsTask());
        using TempDirectory files = new();

        CliRun run = await CliRun.AgainstAsync(
            fake, token, "job", "submit", files.Write("job.yaml", Sample.JobFile), "--follow", "--output", files.File("out"));

        Assert.That(run.Code, Is.EqualTo(ExitCode.Ok), run.Error);
        Assert.That(run.Output, Is.EqualTo("epoch 1 loss 0.5\n"));
        Assert.That(run.Error, Does.Contain($"submitted {Sample.Job}").And.Contain("succeeded (exit code 0)"));
        Assert.That(await File.ReadAllBytesAsync(files.File("out/outputs/model.npz"), token), Is.EqualTo(Sample.Model));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_file_too_large_to_be_a_job_is_refused(CancellationToken token)
    {
        using TempDirectory files = new();
        string file = files.Write("job.yaml", new string('#', WireLimits.JobBodyBytes + 1));

        CliRun run = await CliRun.AloneAsync(token, "job", "submit", file);

        Assert.That(run.Code, Is.EqualTo(ExitCode.Usage));
        Assert.That(run.Error, Does.Contain("larger than"));
    }
}
