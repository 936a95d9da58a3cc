namespace DePin.Scheduler.Tests.Cli;

/// <summary><c>job outputs</c>: verified, resumed, and never outside its directory.</summary>
internal sealed class OutputsTests
{
    [Test]
    [CancelAfter(30_000)]
    public async Task Outputs_are_listed(CancellationToken token)
    {
        await using FakeScheduler fake = await ServedOutputs.StartAsync(token);

        CliRun run = await CliRun.AgainstAsync(fake, token, "job", "outputs", Sample.Job.ToString());

        Assert.That(run.Output, Does.StartWith("OUTPUT").And.Contain("outputs/model.npz").And.Contain("293 KiB"));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task Outputs_are_downloaded_as_the_node_signed_them(CancellationToken token)
    {
        await using FakeScheduler fake = await ServedOutputs.StartAsync(token);
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
        await using FakeScheduler fake = await ServedOutputs.StartAsync(token);
        int asked = 0;
        fake.On(
            "GET",
            ServedOutputs.ModelPath,
            context => ServedOutputs.SendAsync(context, Sample.Model, cutAfter: Interlocked.Increment(ref asked) < 3 ? 100_000 : null));
        using TempDirectory to = new();

        CliRun run = await CliRun.AgainstAsync(fake, token, "job", "outputs", Sample.Job.ToString(), "--to", to.Path);

        Assert.That(run.Code, Is.EqualTo(ExitCode.Ok), run.Error);
        Assert.That(await File.ReadAllBytesAsync(to.File("outputs/model.npz"), token), Is.EqualTo(Sample.Model));
        string[] ranges = [
            .. fake.Requests.Where(request => request.Path == ServedOutputs.ModelPath).Select(
                request => request.Headers.GetValueOrDefault("Range", "")),
        ];
        Assert.That(ranges, Has.Length.EqualTo(3));
        Assert.That(ranges[0], Is.Empty);
        Assert.That(ranges[1..], Is.All.StartsWith("bytes="));
    }

    [TestCase(true)]
    [TestCase(false)]
    [CancelAfter(30_000)]
    public async Task A_later_run_goes_on_where_an_earlier_one_stopped(bool earlierWasGood, CancellationToken token)
    {
        await using FakeScheduler fake = await ServedOutputs.StartAsync(token);
        using TempDirectory to = new();
        byte[] earlier = Sample.Model[..123_456];
        earlier[0] ^= earlierWasGood ? (byte)0 : (byte)1;
        string partial = to.File(".depin-partial-" + Sample.Outputs[1].Sha256.ToString()["sha256:".Length..]);
        await File.WriteAllBytesAsync(partial, earlier, token);

        CliRun run = await CliRun.AgainstAsync(fake, token, "job", "outputs", Sample.Job.ToString(), "--to", to.Path);

        Assert.That(run.Code, Is.EqualTo(ExitCode.Ok), run.Error);
        Assert.That(await File.ReadAllBytesAsync(to.File("outputs/model.npz"), token), Is.EqualTo(Sample.Model));
        Assert.That(to.Files(), Has.Length.EqualTo(2), "no partial file is left");
        FakeRequest first = fake.Requests.First(request => request.Path == ServedOutputs.ModelPath);
        Assert.That(first.Headers["Range"], Is.EqualTo("bytes=123456-"));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task A_scheduler_that_only_sends_the_whole_is_understood(CancellationToken token)
    {
        await using FakeScheduler fake = await ServedOutputs.StartAsync(token);
        int asked = 0;
        fake.On("GET", ServedOutputs.ModelPath, async context =>
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

    [TestCase(false)]
    [TestCase(true)]
    [CancelAfter(30_000)]
    public async Task A_file_that_is_something_else_is_replaced_only_when_asked(bool overwrite, CancellationToken token)
    {
        await using FakeScheduler fake = await ServedOutputs.StartAsync(token);
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
        await using FakeScheduler fake = await ServedOutputs.StartAsync(token);
        using TempDirectory to = new();
        await CliRun.AgainstAsync(fake, token, "job", "outputs", Sample.Job.ToString(), "--to", to.Path);
        int before = fake.Requests.Count(request => request.Path.StartsWith(ServedOutputs.ListPath + "/", StringComparison.Ordinal));

        CliRun again = await CliRun.AgainstAsync(fake, token, "job", "outputs", Sample.Job.ToString(), "--to", to.Path);

        Assert.That(again.Code, Is.EqualTo(ExitCode.Ok));
        Assert.That(before, Is.EqualTo(2));
        Assert.That(
            fake.Requests.Count(request => request.Path.StartsWith(ServedOutputs.ListPath + "/", StringComparison.Ordinal)),
            Is.EqualTo(2));
    }
}
