using System.Text;
using DePin.Attestation.Messages;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Tests.Cli;

/// <summary><c>job submit</c>.</summary>
internal sealed class JobSubmitTests
{
    private const string JobFile = """
        version: depin/v1
        name: digits-infer
        kind: batch
        image: 127.0.0.1:5000/digits@sha256:0000000000000000000000000000000000000000000000000000000000000001
        command: [infer]
        """;

    private static readonly string _jobPath = $"/v1/jobs/{Sample.Job}";

    [Test]
    [CancelAfter(20_000)]
    public async Task The_file_goes_as_it_is_and_the_id_comes_back_on_standard_output(CancellationToken token)
    {
        await using FakeScheduler fake = await AcceptingAsync(token);
        using TempDirectory files = new();
        string file = files.Write("job.yaml", "# a comment\n" + JobFile);

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
        string file = files.Write("job.yaml", JobFile + "\nresources:\n  memory: 16gb\n  cpus: 4\n");

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
        string file = files.Write("job.yaml", JobFile + "\nresources:\n  memory: 16gb\n");

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

        CliRun run = await CliRun.AgainstAsync(fake, token, "job", "submit", files.Write("job.yaml", JobFile));

        Assert.That(run.Code, Is.EqualTo(ExitCode.Refused));
        Assert.That(run.Error, Does.Contain("3:7 kind: 'batch' is not offered here; ask the operator"));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_output_of_an_earlier_job_becomes_an_input_by_its_content(CancellationToken token)
    {
        await using FakeScheduler fake = await AcceptingAsync(token);
        fake.OnGet("/v1/jobs", new JobList([Sample.View(Sample.Succeeded)]), WireJson.Default.JobList);
        fake.OnGet($"{_jobPath}/artifacts", new ArtifactList(Sample.Outputs), WireJson.Default.ArtifactList);
        using TempDirectory files = new();

        CliRun run = await CliRun.AgainstAsync(
            fake, token, "job", "submit", files.Write("job.yaml", JobFile), "--input", "/inputs/model.npz=0xab12:outputs/model.npz", "--name", "second");

        Assert.That(run.Code, Is.EqualTo(ExitCode.Ok), run.Error);
        JobSpecResult sent = JobSpecReader.Read(fake.Requests.Single(request => request.Method == "POST").Body);
        Assert.That(sent.IsValid, Is.True);
        Assert.That(sent.Spec!.Name, Is.EqualTo("second"));
        Assert.That(sent.Spec.Inputs.Single(), Is.EqualTo(KeyValuePair.Create(ContainerPath.Parse("/inputs/model.npz"), Sample.Outputs[1].Sha256)));
        Assert.That(fake.Requests[0].Query, Does.Contain("prefix=0xab12"));
    }

    [TestCase(true, 0)]
    [TestCase(false, 1)]
    [CancelAfter(20_000)]
    public async Task A_local_file_is_uploaded_unless_the_scheduler_has_it(bool held, int uploads, CancellationToken token)
    {
        await using FakeScheduler fake = await AcceptingAsync(token);
        using TempDirectory files = new();
        string data = files.Write("data.csv", "1,2,3\n");
        ContentHash hash = ContentHash.Of("1,2,3\n"u8);
        fake.On("HEAD", $"/v1/blobs/{hash}", context =>
        {
            context.Response.StatusCode = held ? 200 : 404;
            return Task.CompletedTask;
        });
        fake.On("PUT", $"/v1/blobs/{hash}", context =>
        {
            context.Response.StatusCode = 201;
            return Task.CompletedTask;
        });

        CliRun run = await CliRun.AgainstAsync(fake, token, "job", "submit", files.Write("job.yaml", JobFile), "--input", $"/inputs/data.csv={data}");

        Assert.That(run.Code, Is.EqualTo(ExitCode.Ok), run.Error);
        FakeRequest[] sent = [.. fake.Requests.Where(request => request.Method == "PUT")];
        Assert.That(sent, Has.Length.EqualTo(uploads));
        Assert.That(sent.Select(request => Encoding.ASCII.GetString(request.Body)), Is.All.EqualTo("1,2,3\n"));
    }

    [TestCase("/inputs/x", "no source")]
    [TestCase("=y", "no source")]
    [TestCase("relative=y", "not an absolute path")]
    [TestCase("/proc/x=y", "belongs to the kernel")]
    [TestCase("/inputs/x=/nonexistent/file", "there is no file")]
    [CancelAfter(20_000)]
    public async Task A_wrong_input_is_refused_before_anything_is_sent(string input, string why, CancellationToken token)
    {
        await using FakeScheduler fake = await AcceptingAsync(token);
        using TempDirectory files = new();

        CliRun run = await CliRun.AgainstAsync(fake, token, "job", "submit", files.Write("job.yaml", JobFile), "--input", input);

        Assert.That(run.Code, Is.EqualTo(ExitCode.Usage));
        Assert.That(run.Error, Does.Contain("--input").And.Contain(why));
        Assert.That(fake.Requests, Is.Empty);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_output_that_a_job_does_not_have_is_answered_with_those_it_has(CancellationToken token)
    {
        await using FakeScheduler fake = await AcceptingAsync(token);
        fake.OnGet(_jobPath, Sample.View(Sample.Succeeded), WireJson.Default.JobView);
        fake.OnGet($"{_jobPath}/artifacts", new ArtifactList(Sample.Outputs), WireJson.Default.ArtifactList);
        using TempDirectory files = new();

        CliRun run = await CliRun.AgainstAsync(
            fake, token, "job", "submit", files.Write("job.yaml", JobFile), "--input", $"/inputs/m={Sample.Job}:outputs/modell.npz");

        Assert.That(run.Code, Is.EqualTo(ExitCode.Usage));
        Assert.That(run.Error, Does.Contain("outputs/modell.npz").And.Contain("  outputs/model.npz").And.Contain("  outputs/metrics.json"));
    }

    [TestCase(true, ExitCode.Ok)]
    [TestCase(false, ExitCode.NotWell)]
    [CancelAfter(20_000)]
    public async Task Wait_returns_when_the_job_ended_and_tells_how(bool succeeds, ExitCode code, CancellationToken token)
    {
        await using FakeScheduler fake = await AcceptingAsync(token);
        JobView end = Sample.View(succeeds ? Sample.Succeeded : Sample.Failed, Sample.Attempt(1, 0, succeeds ? Outcome.Succeeded : Outcome.JobFault));
        fake.OnEach(
            "GET",
            _jobPath,
            context => FakeScheduler.WriteAsync(context, 200, Sample.View(Sample.Queued), WireJson.Default.JobView),
            context => FakeScheduler.WriteAsync(context, 200, Sample.View(Sample.Running, Sample.Attempt(1, 0)), WireJson.Default.JobView),
            context => FakeScheduler.WriteAsync(context, 200, end, WireJson.Default.JobView));
        using TempDirectory files = new();
        string file = files.Write("job.yaml", JobFile);

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
        await using FakeScheduler fake = await AcceptingAsync(token);
        FakeLog log = new(Sample.FirstAttempt, "epoch 1 loss 0.5\n"u8.ToArray(), 4);
        fake.On("GET", FakeLog.Path, log.AnswerAsync);
        fake.OnGet(_jobPath, Sample.View(Sample.Succeeded, Sample.Attempt(1, 17, Outcome.Succeeded)), WireJson.Default.JobView);
        fake.OnGet($"{_jobPath}/artifacts", new ArtifactList(Sample.Outputs), WireJson.Default.ArtifactList);
        fake.OnGet<IReadOnlyList<DePin.Attestation.Envelopes.AttestationEnvelope>>(
            $"{_jobPath}/attestations", [Sample.Envelope], WireJson.Default.IReadOnlyListAttestationEnvelope);
        fake.On("GET", $"{_jobPath}/artifacts/outputs/model.npz", context => context.Response.Body.WriteAsync(Sample.Model, context.RequestAborted).AsTask());
        fake.On("GET", $"{_jobPath}/artifacts/outputs/metrics.json", context => context.Response.Body.WriteAsync(Sample.Metrics, context.RequestAborted).AsTask());
        using TempDirectory files = new();

        CliRun run = await CliRun.AgainstAsync(
            fake, token, "job", "submit", files.Write("job.yaml", JobFile), "--follow", "--output", files.File("out"));

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

    private static async Task<FakeScheduler> AcceptingAsync(CancellationToken token)
    {
        FakeScheduler fake = await FakeScheduler.StartAsync(token);
        return fake.On("POST", "/v1/jobs", context => FakeScheduler.WriteAsync(context, 201, Sample.View(Sample.Queued), WireJson.Default.JobView));
    }
}
