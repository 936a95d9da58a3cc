using System.Globalization;
using DePin.Scheduler.Server;

namespace DePin.Scheduler.Tests.Cli;

/// <summary>The command line against the scheduler itself: what the fake promises is what the real one does.</summary>
internal sealed class RealSchedulerTests
{
    [Test]
    [CancelAfter(60_000)]
    public async Task A_job_is_submitted_once_listed_explained_and_cancelled(CancellationToken token)
    {
        using TempDirectory files = new();
        await using SchedulerServer server = await StartAsync(files, token);
        string file = files.Write("job.yaml", Sample.JobFile);

        CliRun first = await RunAsync(server, token, "job", "submit", file, "--idempotency-key", "k");
        CliRun again = await RunAsync(server, token, "job", "submit", file, "--idempotency-key", "k");
        string id = first.Output.Trim();
        CliRun why = await RunAsync(server, token, "job", "why", id[..10], "--json");
        CliRun logs = await RunAsync(server, token, "job", "logs", id);
        CliRun cancelled = await RunAsync(server, token, "job", "cancel", id[..10], "--wait", "--json");
        CliRun followed = await RunAsync(server, token, "job", "logs", "-f", id);
        CliRun list = await RunAsync(server, token, "job", "list", "--state", "finished");

        Assert.That(first.Code, Is.EqualTo(ExitCode.Ok), first.Error);
        Assert.That(again.Output, Is.EqualTo(first.Output), again.Error);
        Assert.That(why.Json.GetProperty("job").GetString(), Is.EqualTo(id), why.Error);
        Assert.That(logs.OutputBytes, Is.Empty);
        Assert.That(cancelled.Json.GetProperty("state").GetProperty("outcome").GetString(), Is.EqualTo("cancelled"), cancelled.Error);
        Assert.That(followed.Code, Is.EqualTo(ExitCode.NotWell), followed.Error);
        Assert.That(list.Output.Split('\n').Count(line => line.Contains("hello", StringComparison.Ordinal)), Is.EqualTo(1), list.Output);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_local_input_is_uploaded_once(CancellationToken token)
    {
        using TempDirectory files = new();
        await using SchedulerServer server = await StartAsync(files, token);
        string input = $"/inputs/data={files.Write("data.bin", new string('x', 3_000_000))}";
        string file = files.Write("job.yaml", Sample.JobFile);

        CliRun first = await RunAsync(server, token, "job", "submit", file, "--input", input, "--json");
        CliRun second = await RunAsync(server, token, "job", "submit", file, "--input", input, "--json");

        Assert.That(first.Code, Is.EqualTo(ExitCode.Ok), first.Error);
        Assert.That(second.Code, Is.EqualTo(ExitCode.Ok), second.Error);
        Assert.That(
            first.Json.GetProperty("spec").GetProperty("inputs").GetProperty("/inputs/data").GetString(),
            Does.StartWith("sha256:"));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_token_can_do_what_its_scopes_say_until_it_is_revoked(CancellationToken token)
    {
        using TempDirectory files = new();
        await using SchedulerServer server = await StartAsync(files, token);
        string secret = files.File("ci.token");

        CliRun created = await RunAsync(
            server,
            token,
            "token",
            "create",
            "ci",
            "--scope",
            "submit",
            "--expires",
            "1h",
            "--to",
            secret,
            "--json");
        string id = created.Json.GetProperty("token").GetProperty("id").GetString()!;
        CliRun submits = await AsAsync(server, secret, token, "job", "submit", files.Write("job.yaml", Sample.JobFile));
        CliRun operates = await AsAsync(server, secret, token, "node", "list");
        CliRun revoked = await RunAsync(server, token, "token", "revoke", id);
        CliRun after = await AsAsync(server, secret, token, "job", "list");
        CliRun without = await CliRun.InAsync(new() { ["DEPIN_SCHEDULER"] = Url(server) }, token, "job", "list");

        Assert.That(submits.Code, Is.EqualTo(ExitCode.Ok), submits.Error);
        Assert.That(operates.Code, Is.EqualTo(ExitCode.NoAccess), operates.Error);
        Assert.That(revoked.Code, Is.EqualTo(ExitCode.Ok), revoked.Error);
        Assert.That(after.Code, Is.EqualTo(ExitCode.NoAccess), after.Error);
        Assert.That(without.Code, Is.EqualTo(ExitCode.NoAccess), without.Error);
        Assert.That(without.Error, Does.Contain("--token-file"));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task An_empty_ledger_and_no_nodes_are_shown(CancellationToken token)
    {
        using TempDirectory files = new();
        await using SchedulerServer server = await StartAsync(files, token);

        CliRun ledger = await RunAsync(server, token, "ledger", "--json");
        CliRun nodes = await RunAsync(server, token, "node", "list", "--json");

        Assert.That(ledger.Json.GetProperty("verified").GetBoolean(), Is.True, ledger.Error);
        Assert.That(nodes.Json.GetProperty("nodes").GetArrayLength(), Is.Zero, nodes.Error);
    }

    [TestCase("not json", "is wrong")]
    [TestCase("{ \"listn\": [] }", "listn")]
    [TestCase("{ \"leaseTtl\": \"soon\" }", "leaseTtl")]
    [TestCase("{ \"listen\": [\"nonsense\"] }", "'nonsense' is not an address")]
    [TestCase("{ /* comments are fine */ \"syncHold\": \"01:00:00\", }", "sync hold")]
    [CancelAfter(60_000)]
    public async Task A_wrong_configuration_is_told_and_nothing_starts(string content, string why, CancellationToken token)
    {
        using TempDirectory files = new();

        CliRun run = await CliRun.AloneAsync(token, "serve", "--config", files.Write("c.json", content), "--state", files.File("state"));

        Assert.That(run.Code, Is.EqualTo(ExitCode.Usage), run.Error);
        Assert.That(run.Error, Does.Contain(why));
        Assert.That(Directory.Exists(files.File("state")), Is.False);
    }

    private static Task<SchedulerServer> StartAsync(TempDirectory files, CancellationToken token) => SchedulerServer.StartAsync(
        new SchedulerOptions { StateDirectory = files.File("state"), Listen = ["http://127.0.0.1:0"] },
        TimeProvider.System,
        _ => { },
        token);

    private static Task<CliRun> RunAsync(SchedulerServer server, CancellationToken token, params string[] arguments) =>
        AsAsync(server, server.OperatorTokenFile, token, arguments);

    private static Task<CliRun> AsAsync(SchedulerServer server, string tokenFile, CancellationToken token, params string[] arguments) =>
        CliRun.InAsync(new() { ["DEPIN_SCHEDULER"] = Url(server) }, token, [.. arguments, "--token-file", tokenFile]);

    private static string Url(SchedulerServer server) => string.Create(CultureInfo.InvariantCulture, $"{server.Addresses[0]}");
}
