using System.Text;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Tests.Cli;

/// <summary><c>job submit --input</c>.</summary>
internal sealed class JobInputTests
{
    private static readonly string _jobPath = $"/v1/jobs/{Sample.Job}";

    [Test]
    [CancelAfter(20_000)]
    public async Task An_output_of_an_earlier_job_becomes_an_input_by_its_content(CancellationToken token)
    {
        await using FakeScheduler fake = await FakeScheduler.StartAcceptingAsync(token);
        fake.OnGet("/v1/jobs", new JobList([Sample.View(Sample.Succeeded)]), WireJson.Default.JobList);
        fake.OnGet($"{_jobPath}/artifacts", new ArtifactList(Sample.Outputs), WireJson.Default.ArtifactList);
        using TempDirectory files = new();

        CliRun run = await CliRun.AgainstAsync(
            fake,
            token,
            "job", "submit", files.Write("job.yaml", Sample.JobFile), "--name", "second",
            "--input", "/inputs/model.npz=0xab12:outputs/model.npz");

        Assert.That(run.Code, Is.EqualTo(ExitCode.Ok), run.Error);
        JobSpecResult sent = JobSpecReader.Read(fake.Requests.Single(request => request.Method == "POST").Body);
        Assert.That(sent.IsValid, Is.True);
        Assert.That(sent.Spec!.Name, Is.EqualTo("second"));
        Assert.That(
            sent.Spec.Inputs.Single(),
            Is.EqualTo(KeyValuePair.Create(ContainerPath.Parse("/inputs/model.npz"), Sample.Outputs[1].Sha256)));
        Assert.That(fake.Requests[0].Query, Does.Contain("prefix=0xab12"));
    }

    [TestCase(true, 0)]
    [TestCase(false, 1)]
    [CancelAfter(20_000)]
    public async Task A_local_file_is_uploaded_unless_the_scheduler_has_it(bool held, int uploads, CancellationToken token)
    {
        await using FakeScheduler fake = await FakeScheduler.StartAcceptingAsync(token);
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

        CliRun run = await CliRun.AgainstAsync(
            fake,
            token,
            "job",
            "submit",
            files.Write("job.yaml", Sample.JobFile),
            "--input",
            $"/inputs/data.csv={data}");

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
        await using FakeScheduler fake = await FakeScheduler.StartAcceptingAsync(token);
        using TempDirectory files = new();

        CliRun run = await CliRun.AgainstAsync(fake, token, "job", "submit", files.Write("job.yaml", Sample.JobFile), "--input", input);

        Assert.That(run.Code, Is.EqualTo(ExitCode.Usage));
        Assert.That(run.Error, Does.Contain("--input").And.Contain(why));
        Assert.That(fake.Requests, Is.Empty);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_output_that_a_job_does_not_have_is_answered_with_those_it_has(CancellationToken token)
    {
        await using FakeScheduler fake = await FakeScheduler.StartAcceptingAsync(token);
        fake.OnGet(_jobPath, Sample.View(Sample.Succeeded), WireJson.Default.JobView);
        fake.OnGet($"{_jobPath}/artifacts", new ArtifactList(Sample.Outputs), WireJson.Default.ArtifactList);
        using TempDirectory files = new();

        CliRun run = await CliRun.AgainstAsync(
            fake, token, "job", "submit", files.Write("job.yaml", Sample.JobFile), "--input", $"/inputs/m={Sample.Job}:outputs/modell.npz");

        Assert.That(run.Code, Is.EqualTo(ExitCode.Usage));
        Assert.That(run.Error, Does.Contain("outputs/modell.npz").And.Contain("  outputs/model.npz").And.Contain("  outputs/metrics.json"));
    }
}
