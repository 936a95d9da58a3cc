using DePin.Attestation.Evidence;
using DePin.Attestation.Messages;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Tests.Cli;

/// <summary>An output that was not taken is told wherever its submitter looks, though the job succeeded.</summary>
internal sealed class SkippedOutputsTests
{
    private const string Line = "not taken: /outputs/latest: a symbolic link";

    private static readonly SkippedOutput[] _skipped = [new("/outputs/latest", "a symbolic link")];

    [TestCase("job show")]
    [TestCase("job outputs")]
    [CancelAfter(30_000)]
    public async Task It_is_shown_with_its_reason(string verb, CancellationToken token)
    {
        await using FakeScheduler fake = await StartAsync(token);

        CliRun run = await CliRun.AgainstAsync(fake, token, [.. verb.Split(' '), Sample.Job.ToString()]);

        Assert.That(run.Output, Does.Contain(Line));
    }

    [TestCase("job show", "attempts", 0)]
    [TestCase("job outputs", null, 0)]
    [CancelAfter(30_000)]
    public async Task It_is_in_the_json(string verb, string? list, int index, CancellationToken token)
    {
        await using FakeScheduler fake = await StartAsync(token);

        CliRun run = await CliRun.AgainstAsync(fake, token, [.. verb.Split(' '), Sample.Job.ToString(), "--json"]);

        System.Text.Json.JsonElement holder = list is null ? run.Json : run.Json.GetProperty(list)[index];
        System.Text.Json.JsonElement one = holder.GetProperty("skippedOutputs")[0];
        Assert.That((one.GetProperty("path").GetString(), one.GetProperty("reason").GetString()),
            Is.EqualTo((_skipped[0].Path, _skipped[0].Reason)));
    }

    [Test, CancelAfter(30_000)]
    public async Task It_is_told_after_a_download(CancellationToken token)
    {
        await using FakeScheduler fake = await StartAsync(token);
        using TempDirectory to = new();

        CliRun run = await CliRun.AgainstAsync(fake, token, "job", "outputs", Sample.Job.ToString(), "--to", to.Path);

        Assert.That(run.Code, Is.EqualTo(ExitCode.Ok), run.Error);
        Assert.That(run.Error, Does.Contain(Line));
    }

    [Test, CancelAfter(30_000)]
    public async Task A_scheduler_that_does_not_say_is_understood(CancellationToken token)
    {
        await using FakeScheduler fake = await StartAsync(token);
        fake.On("GET", ServedOutputs.ListPath, FakeScheduler.Text(200, "application/json", """{"artifacts":[]}"""));

        CliRun run = await CliRun.AgainstAsync(fake, token, "job", "outputs", Sample.Job.ToString());

        Assert.That(run.Code, Is.EqualTo(ExitCode.Ok), run.Error);
        Assert.That(run.Output, Does.Not.Contain("not taken"));
    }

    private static async Task<FakeScheduler> StartAsync(CancellationToken token)
    {
        FakeScheduler fake = await ServedOutputs.StartAsync(token);
        AttemptView attempt = Sample.Attempt(1, 3, Outcome.Succeeded) with
        {
            Verdict = new VerdictEvidence(Outcome.Succeeded, "exited", "the program ended with exit code 0", []),
            SkippedOutputs = _skipped,
        };
        fake.OnGet(ServedOutputs.JobPath, Sample.View(Sample.Succeeded, attempt), WireJson.Default.JobView);
        fake.OnGet(ServedOutputs.ListPath, new ArtifactList(Sample.Outputs) { SkippedOutputs = _skipped }, WireJson.Default.ArtifactList);
        return fake;
    }
}
