using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Tests.Cli;

/// <summary><c>job outputs</c> against a scheduler, or a job, that means harm.</summary>
internal sealed class HostileOutputsTests
{
    [TestCase("wrong")]
    [TestCase("short")]
    [TestCase("long")]
    [TestCase("shifted")]
    [CancelAfter(30_000)]
    public async Task Wrong_content_never_gets_the_outputs_name(string how, CancellationToken token)
    {
        await using FakeScheduler fake = await ServedOutputs.StartAsync(token);
        byte[] sent = how switch
        {
            "short" => Sample.Model[..^1],
            "long" => [.. Sample.Model, 0],
            _ => [.. Sample.Model[..^1], (byte)(Sample.Model[^1] ^ 1)],
        };
        fake.On("GET", ServedOutputs.ModelPath, context =>
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
        await using FakeScheduler fake = await ServedOutputs.StartAsync(token, Sample.Succeeded with { Attestation = null });
        fake.OnGet(
            ServedOutputs.ListPath,
            new ArtifactList([Sample.Outputs[0], new(path, ContentHash.Of("x"u8), 1)]),
            WireJson.Default.ArtifactList);
        using TempDirectory parent = new();

        CliRun run = await CliRun.AgainstAsync(fake, token, "job", "outputs", Sample.Job.ToString(), "--to", parent.File("to"));

        Assert.That(run.Code, Is.EqualTo(ExitCode.Untrusted), run.Error);
        Assert.That(parent.Files(), Is.Empty);
        Assert.That(fake.Requests.Select(request => request.Path), Has.None.StartsWith(ServedOutputs.ListPath + "/"));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task A_link_in_the_directory_is_not_written_through(CancellationToken token)
    {
        await using FakeScheduler fake = await ServedOutputs.StartAsync(token);
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
        await using FakeScheduler fake = await ServedOutputs.StartAsync(token);
        fake.OnGet(
            ServedOutputs.ListPath,
            new ArtifactList([new("outputs/model.npz", ContentHash.Of("backdoor"u8), 8)]),
            WireJson.Default.ArtifactList);
        using TempDirectory to = new();

        CliRun run = await CliRun.AgainstAsync(fake, token, "job", "outputs", Sample.Job.ToString(), "--to", to.Path);

        Assert.That(run.Code, Is.EqualTo(ExitCode.Untrusted));
        Assert.That(run.Error, Does.Contain("not the one that node").And.Contain(Sample.Node.Address.ToString()));
        Assert.That(to.Files(), Is.Empty);
    }
}
