using System.Globalization;
using System.Net.Http.Headers;
using DePin.Attestation.Envelopes;
using DePin.Attestation.Messages;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;
using Microsoft.AspNetCore.Http;

namespace DePin.Scheduler.Tests.Cli;

/// <summary><c>job outputs</c>: verified, resumed, and never outside its directory.</summary>
internal sealed class OutputsTests
{
    private static readonly string _jobPath = $"/v1/jobs/{Sample.Job}";
    private static readonly string _listPath = $"{_jobPath}/artifacts";
    private static readonly string _modelPath = $"{_listPath}/outputs/model.npz";

    [Test]
    [CancelAfter(30_000)]
    public async Task Outputs_are_listed(CancellationToken token)
    {
        await using FakeScheduler fake = await ServeAsync(token);

        CliRun run = await CliRun.AgainstAsync(fake, token, "job", "outputs", Sample.Job.ToString());

        Assert.That(run.Output, Does.StartWith("OUTPUT").And.Contain("outputs/model.npz").And.Contain("293 KiB"));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task Outputs_are_downloaded_as_the_node_signed_them(CancellationToken token)
    {
        await using FakeScheduler fake = await ServeAsync(token);
        using TempDirectory to = new();

        CliRun run = await CliRun.AgainstAsync(fake, token, "job", "outputs", Sample.Job.ToString(), "--to", to.Path, "--json");

        Assert.That(run.Code, Is.EqualTo(ExitCode.Ok), run.Error);
        Assert.That(to.Files(), Is.EqualTo(new[] { "outputs/metrics.json", "outputs/model.npz" }));
        Assert.That(await File.ReadAllBytesAsync(to.File("outputs/model.npz"), token), Is.EqualTo(Sample.Model));
        Assert.That(run.Json.GetProperty("resultDigest").GetString(), Is.EqualTo(Sample.Message.ResultDigest.ToString()));
        Assert.That(run.Json.GetProperty("outputs").GetArrayLength(), Is.EqualTo(2));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task A_download_goes_on_where_the_connection_broke(CancellationToken token)
    {
        await using FakeScheduler fake = await ServeAsync(token);
        int asked = 0;
        fake.On("GET", _modelPath, context => SendAsync(context, Sample.Model, cutAfter: Interlocked.Increment(ref asked) < 3 ? 100_000 : null));
        using TempDirectory to = new();

        CliRun run = await CliRun.AgainstAsync(fake, token, "job", "outputs", Sample.Job.ToString(), "--to", to.Path);

        Assert.That(run.Code, Is.EqualTo(ExitCode.Ok), run.Error);
        Assert.That(await File.ReadAllBytesAsync(to.File("outputs/model.npz"), token), Is.EqualTo(Sample.Model));
        string[] ranges = [.. fake.Requests.Where(request => request.Path == _modelPath).Select(request => request.Headers.GetValueOrDefault("Range", ""))];
        Assert.That(ranges, Has.Length.EqualTo(3));
        Assert.That(ranges[0], Is.Empty);
        Assert.That(ranges[1..], Is.All.StartsWith("bytes="));
    }

    [TestCase(true)]
    [TestCase(false)]
    [CancelAfter(30_000)]
    public async Task A_later_run_goes_on_where_an_earlier_one_stopped(bool earlierWasGood, CancellationToken token)
    {
        await using FakeScheduler fake = await ServeAsync(token);
        using TempDirectory to = new();
        byte[] earlier = Sample.Model[..123_456];
        earlier[0] ^= earlierWasGood ? (byte)0 : (byte)1;
        string partial = to.File(".depin-partial-" + Sample.Outputs[1].Sha256.ToString()["sha256:".Length..]);
        await File.WriteAllBytesAsync(partial, earlier, token);

        CliRun run = await CliRun.AgainstAsync(fake, token, "job", "outputs", Sample.Job.ToString(), "--to", to.Path);

        Assert.That(run.Code, Is.EqualTo(ExitCode.Ok), run.Error);
        Assert.That(await File.ReadAllBytesAsync(to.File("outputs/model.npz"), token), Is.EqualTo(Sample.Model));
        Assert.That(to.Files(), Has.Length.EqualTo(2), "no partial file is left");
        FakeRequest first = fake.Requests.First(request => request.Path == _modelPath);
        Assert.That(first.Headers["Range"], Is.EqualTo("bytes=123456-"));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task A_scheduler_that_only_sends_the_whole_is_understood(CancellationToken token)
    {
        await using FakeScheduler fake = await ServeAsync(token);
        int asked = 0;
        fake.On("GET", _modelPath, async context =>
        {
            bool breaks = Interlocked.Increment(ref asked) == 1;
            await context.Response.Body.WriteAsync(breaks ? Sample.Model.AsMemory(0, 1000) : Sample.Model, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            if (breaks)
            {
                context.Abort();
            }
        });
        using TempDirectory to = new();

        CliRun run = await CliRun.AgainstAsync(fake, token, "job", "outputs", Sample.Job.ToString(), "--to", to.Path);

        Assert.That(run.Code, Is.EqualTo(ExitCode.Ok), run.Error);
        Assert.That(await File.ReadAllBytesAsync(to.File("outputs/model.npz"), token), Is.EqualTo(Sample.Model));
    }

    [TestCase("wrong")]
    [TestCase("short")]
    [TestCase("long")]
    [TestCase("shifted")]
    [CancelAfter(30_000)]
    public async Task Wrong_content_never_gets_the_outputs_name(string how, CancellationToken token)
    {
        await using FakeScheduler fake = await ServeAsync(token);
        byte[] sent = how switch
        {
            "short" => Sample.Model[..^1],
            "long" => [.. Sample.Model, 0],
            _ => [.. Sample.Model[..^1], (byte)(Sample.Model[^1] ^ 1)],
        };
        fake.On("GET", _modelPath, context =>
        {
            if (how == "shifted")
            {
                context.Response.StatusCode = 206;
                context.Response.Headers.ContentRange = $"bytes 5-{Sample.Model.Length - 1}/{Sample.Model.Length}";
            }

            return context.Response.Body.WriteAsync(sent, context.RequestAborted).AsTask();
        });
        using TempDirectory to = new();

        CliRun run = await CliRun.AgainstAsync(fake, token, "job", "outputs", Sample.Job.ToString(), "--to", to.Path);

        Assert.That(run.Code, Is.EqualTo(ExitCode.Untrusted), run.Error);
        Assert.That(run.Error, Does.Contain("outputs/model.npz"));
        Assert.That(to.Files(), Has.None.Contain("model.npz"));
    }

    [TestCase("../escape")]
    [TestCase("/etc/cron.d/escape")]
    [TestCase("outputs/../../escape")]
    [TestCase("outputs//x")]
    [TestCase("outputs/\u0001x")]
    [TestCase("")]
    [CancelAfter(30_000)]
    public async Task A_path_that_leaves_the_directory_writes_nothing_at_all(string path, CancellationToken token)
    {
        await using FakeScheduler fake = await ServeAsync(token, Sample.Succeeded with { Attestation = null });
        fake.OnGet(_listPath, new ArtifactList([Sample.Outputs[0], new(path, ContentHash.Of("x"u8), 1)]), WireJson.Default.ArtifactList);
        using TempDirectory parent = new();

        CliRun run = await CliRun.AgainstAsync(fake, token, "job", "outputs", Sample.Job.ToString(), "--to", parent.File("to"));

        Assert.That(run.Code, Is.EqualTo(ExitCode.Untrusted), run.Error);
        Assert.That(parent.Files(), Is.Empty);
        Assert.That(fake.Requests.Select(request => request.Path), Has.None.StartsWith(_listPath + "/"));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task A_link_in_the_directory_is_not_written_through(CancellationToken token)
    {
        await using FakeScheduler fake = await ServeAsync(token);
        using TempDirectory to = new();
        using TempDirectory elsewhere = new();
        Directory.CreateSymbolicLink(to.File("outputs"), elsewhere.Path);

        CliRun run = await CliRun.AgainstAsync(fake, token, "job", "outputs", Sample.Job.ToString(), "--to", to.Path);

        Assert.That(run.Code, Is.EqualTo(ExitCode.Untrusted));
        Assert.That(elsewhere.Files(), Is.Empty);
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task A_list_that_the_node_did_not_sign_is_refused(CancellationToken token)
    {
        await using FakeScheduler fake = await ServeAsync(token);
        fake.OnGet(_listPath, new ArtifactList([new("outputs/model.npz", ContentHash.Of("backdoor"u8), 8)]), WireJson.Default.ArtifactList);
        using TempDirectory to = new();

        CliRun run = await CliRun.AgainstAsync(fake, token, "job", "outputs", Sample.Job.ToString(), "--to", to.Path);

        Assert.That(run.Code, Is.EqualTo(ExitCode.Untrusted));
        Assert.That(run.Error, Does.Contain("not the one that node").And.Contain(Sample.Node.Address.ToString()));
        Assert.That(to.Files(), Is.Empty);
    }

    [TestCase(false)]
    [TestCase(true)]
    [CancelAfter(30_000)]
    public async Task A_file_that_is_something_else_is_replaced_only_when_asked(bool overwrite, CancellationToken token)
    {
        await using FakeScheduler fake = await ServeAsync(token);
        using TempDirectory to = new();
        to.Write("outputs/metrics.json", "mine");

        CliRun run = await CliRun.AgainstAsync(
            fake, token, ["job", "outputs", Sample.Job.ToString(), "--to", to.Path, .. overwrite ? new[] { "--overwrite" } : []]);

        Assert.That(run.Code, Is.EqualTo(overwrite ? ExitCode.Ok : ExitCode.LocalFile), run.Error);
        byte[] now = await File.ReadAllBytesAsync(to.File("outputs/metrics.json"), token);
        Assert.That(now, Is.EqualTo(overwrite ? Sample.Metrics : "mine"u8.ToArray()));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task What_is_there_already_is_not_fetched_again(CancellationToken token)
    {
        await using FakeScheduler fake = await ServeAsync(token);
        using TempDirectory to = new();
        await CliRun.AgainstAsync(fake, token, "job", "outputs", Sample.Job.ToString(), "--to", to.Path);
        int before = fake.Requests.Count(request => request.Path.StartsWith(_listPath + "/", StringComparison.Ordinal));

        CliRun again = await CliRun.AgainstAsync(fake, token, "job", "outputs", Sample.Job.ToString(), "--to", to.Path);

        Assert.That(again.Code, Is.EqualTo(ExitCode.Ok));
        Assert.That(before, Is.EqualTo(2));
        Assert.That(fake.Requests.Count(request => request.Path.StartsWith(_listPath + "/", StringComparison.Ordinal)), Is.EqualTo(2));
    }

    private static async Task<FakeScheduler> ServeAsync(CancellationToken token, JobState? state = null)
    {
        FakeScheduler fake = await FakeScheduler.StartAsync(token);
        fake.OnGet(_jobPath, Sample.View(state ?? Sample.Succeeded, Sample.Attempt(1, 3, Outcome.Succeeded)), WireJson.Default.JobView);
        fake.OnGet(_listPath, new ArtifactList(Sample.Outputs), WireJson.Default.ArtifactList);
        fake.OnGet<IReadOnlyList<AttestationEnvelope>>($"{_jobPath}/attestations", [Sample.Envelope], WireJson.Default.IReadOnlyListAttestationEnvelope);
        fake.On("GET", _modelPath, context => SendAsync(context, Sample.Model, null));
        fake.On("GET", $"{_listPath}/outputs/metrics.json", context => SendAsync(context, Sample.Metrics, null));
        return fake;
    }

    /// <summary>Honours a range, and breaks the connection after some bytes when told to.</summary>
    private static async Task SendAsync(HttpContext context, byte[] content, int? cutAfter)
    {
        int from = 0;
        if (context.Request.Headers.Range.Count > 0)
        {
            from = (int)RangeHeaderValue.Parse(context.Request.Headers.Range.ToString()).Ranges.Single().From!.Value;
            context.Response.StatusCode = 206;
            context.Response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {from}-{content.Length - 1}/{content.Length}");
        }

        context.Response.ContentLength = content.Length - from;
        await context.Response.Body.WriteAsync(content.AsMemory(from, Math.Min(cutAfter ?? int.MaxValue, content.Length - from)), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        if (cutAfter is not null)
        {
            context.Abort();
        }
    }
}
