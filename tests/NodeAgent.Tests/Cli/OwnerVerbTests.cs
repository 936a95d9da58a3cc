using System.Text.Json;
using DePin.NodeAgent.Owner;
using DePin.NodeAgent.Scheduling;
using DePin.NodeAgent.Tests.Owner;

namespace DePin.NodeAgent.Tests.Cli;

/// <summary>The verbs that ask the service, as processes, against a real socket with a known snapshot.</summary>
public sealed class OwnerVerbTests
{
    private static readonly SchedulerLink _down = new SchedulerLink.Disconnected
    {
        Url = new Uri("https://scheduler.example"),
        Since = SampleSnapshot.Now - 5000,
        NextTryAt = SampleSnapshot.Now + 5000,
        Problem = new NodeProblem(SampleSnapshot.Now, "connection refused", "Start the scheduler."),
    };

    [Test, CancelAfter(60_000)]
    public async Task Status_shows_address_scheduler_offer_and_what_runs(CancellationToken token)
    {
        NodeProcessResult result = await AskAsync(SampleSnapshot.Of(), token, "status");
        Assert.That(result.Code, Is.EqualTo(ExitCode.Ok), result.Error);
        Assert.That(result.Output, Does.Contain("depin-node 0.1.0: well"));
        Assert.That(result.Output, Does.Contain(SampleSnapshot.Account(1).ToString()));
        Assert.That(result.Output, Does.Contain("connected to https://scheduler.example/"));
        Assert.That(result.Output, Does.Contain("1.5 cores, 3 GiB memory, 50 GiB disk, egress, no GPU"));
        Assert.That(result.Output, Does.Contain("1 running of 8 at most"));
        Assert.That(result.Output, Does.Contain(SampleSnapshot.Running.Attempt.Short).And.Not.Contain(SampleSnapshot.Failed.Attempt.Short));
        Assert.That(result.Output, Does.Not.Contain('\u001b'), "no colours off a terminal");
    }

    [Test, CancelAfter(60_000)]
    public async Task Status_of_a_node_without_contact_says_why_and_ends_with_1(CancellationToken token)
    {
        NodeProcessResult result = await AskAsync(SampleSnapshot.Of(_down), token, "status");
        Assert.That(result.Code, Is.EqualTo(ExitCode.NotWell));
        Assert.That(result.Output, Does.Contain("not well").And.Contain("no contact with https://scheduler.example/"));
        Assert.That(result.Output, Does.Contain("! connection refused").And.Contain("  Start the scheduler."));
    }

    [Test, CancelAfter(60_000)]
    public async Task Status_of_a_node_whose_clock_is_wrong_says_by_how_much_and_how_to_set_it(CancellationToken token)
    {
        OwnerSnapshot well = SampleSnapshot.Of();
        NodeProblem wrong = new(SampleSnapshot.Now, "This machine's clock is 1h ahead of the scheduler's.", SchedulerClock.Remedy);
        NodeProcessResult result = await AskAsync(well with { Status = well.Status with { Clock = wrong } }, token, "status");
        Assert.That(result.Code, Is.EqualTo(ExitCode.NotWell));
        Assert.That(result.Output, Does.Contain("not well").And.Contain("clock is 1h ahead").And.Contain("timedatectl set-ntp true"));
    }

    [Test, CancelAfter(60_000)]
    public async Task Status_in_json_is_the_status_itself(CancellationToken token)
    {
        NodeProcessResult result = await AskAsync(SampleSnapshot.Of(_down), token, "status", "--json");
        Assert.That(result.Code, Is.EqualTo(ExitCode.NotWell), "scripts see the same exit code");
        NodeStatus status = JsonSerializer.Deserialize(result.Output, OwnerJson.Default.NodeStatus)!;
        Assert.That(status.Scheduler, Is.EqualTo(_down));
        using JsonDocument json = JsonDocument.Parse(result.Output);
        Assert.That(json.RootElement.GetProperty("scheduler").GetProperty("state").GetString(), Is.EqualTo("disconnected"));
        Assert.That(json.RootElement.TryGetProperty("lastProblem", out _), Is.False, "absent values are left out");
    }

    [TestCase("status")]
    [TestCase("jobs")]
    [TestCase("attest list")]
    [TestCase("drain")]
    [TestCase("down")]
    [TestCase("up")]
    [TestCase("jobs stop 0x12")]
    [TestCase("jobs logs -f 0x12")]
    [CancelAfter(60_000)]
    public async Task A_service_that_does_not_run_is_exit_code_3(string verb, CancellationToken token)
    {
        NodeProcessResult result = await NodeProcess.RunAsync(token, [.. verb.Split(' '), "--socket", "/nonexistent/api.sock"]);
        Assert.That(result.Code, Is.EqualTo(ExitCode.NotRunning));
        Assert.That(result.Error, Does.Contain("The service does not run: nothing answers on /nonexistent/api.sock."));
    }

    [Test, CancelAfter(60_000)]
    public async Task The_socket_is_found_through_variable_and_configuration(CancellationToken token)
    {
        using TemporaryDirectory directory = new();
        string file = directory["node.yaml"];
        string yaml = $"""
            scheduler:
              url: https://a.example
            beneficiary: {SampleSnapshot.Account(2)}
            socket: {directory["api.sock"]}
            """;
        await File.WriteAllTextAsync(file, yaml, token);
        await using OwnedNode node = await OwnedNode.StartAsync(SampleSnapshot.Of(), token, directory["api.sock"]);
        Assert.That((await NodeProcess.RunAsync(token, "status", "--config", file)).Code, Is.EqualTo(ExitCode.Ok));
        Dictionary<string, string> variable = new() { ["DEPIN_NODE_SOCKET"] = directory["api.sock"] };
        Assert.That((await NodeProcess.RunAsync(variable, ["jobs"], token)).Code, Is.EqualTo(ExitCode.Ok));
    }

    [Test, CancelAfter(60_000)]
    public async Task Jobs_lists_attempts_newest_first(CancellationToken token)
    {
        NodeProcessResult result = await AskAsync(SampleSnapshot.Of(), token, "jobs");
        Assert.That(result.Code, Is.EqualTo(ExitCode.Ok), result.Error);
        string[] lines = [.. result.Output.Split('\n').Where(line => line.Contains("0x", StringComparison.Ordinal))];
        Assert.That(lines, Has.Length.EqualTo(2));
        Assert.That(lines[0], Does.Contain("train").And.Contain("running").And.Contain("1.5 cores"));
        Assert.That(lines[1], Does.Contain("job fault"));
    }

    [Test, CancelAfter(60_000)]
    public async Task Jobs_in_json_is_a_list_scripts_can_read(CancellationToken token)
    {
        NodeProcessResult result = await AskAsync(SampleSnapshot.Of(), token, "jobs", "--json");
        using JsonDocument json = JsonDocument.Parse(result.Output);
        Assert.That(
            json.RootElement.EnumerateArray().Select(attempt => attempt.GetProperty("phase").GetString()),
            Is.EqualTo(new[] { "running", "delivering" }));
        Assert.That(json.RootElement[1].GetProperty("outcome").GetString(), Is.EqualTo("jobFault"));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_job_is_found_by_the_beginning_of_either_id_and_shown_without_control_characters(CancellationToken token)
    {
        string prefix = SampleSnapshot.Failed.Attempt.ToString()[2..10].ToUpperInvariant();
        NodeProcessResult result = await AskAsync(SampleSnapshot.Of(), token, "jobs", "show", prefix);
        Assert.That(result.Code, Is.EqualTo(ExitCode.Ok), result.Error);
        Assert.That(
            result.Output,
            Does.Contain("ran out of [31m memory").And.Contain("the kernel killed a process").And.Not.Contain('\u001b'));

        NodeProcessResult byJob = await AskAsync(SampleSnapshot.Of(), token, "jobs", "show", SampleSnapshot.Job.Short, "--json");
        using JsonDocument json = JsonDocument.Parse(byJob.Output);
        Assert.That(json.RootElement.GetProperty("epoch").GetInt64(), Is.EqualTo(2), "the newest attempt of the job");
    }

    [Test, CancelAfter(60_000)]
    public async Task An_id_of_no_attempt_says_so(CancellationToken token)
    {
        NodeProcessResult result = await AskAsync(SampleSnapshot.Of(), token, "jobs", "show", "0xffffffffffff");
        Assert.That(result.Code, Is.EqualTo(ExitCode.NotWell));
        Assert.That(result.Error, Does.Contain("no attempt here has the id '0xffffffffffff'"));
    }

    [Test, CancelAfter(60_000)]
    public async Task Attest_list_shows_number_outcome_and_digest(CancellationToken token)
    {
        NodeProcessResult result = await AskAsync(SampleSnapshot.Of(), token, "attest", "list");
        Assert.That(result.Output, Does.Contain("0x" + new string('d', 64)).And.Contain("yes").And.Contain("2026-01-02 03:04:05"));
        NodeProcessResult json = await AskAsync(SampleSnapshot.Of(), token, "attest", "list", "--json");
        Assert.That(
            JsonSerializer.Deserialize(json.Output, OwnerJson.Default.IReadOnlyListOwnerAttestation),
            Is.EqualTo(SampleSnapshot.Of().Attestations));
    }

    private static async Task<NodeProcessResult> AskAsync(OwnerSnapshot snapshot, CancellationToken token, params string[] args)
    {
        await using OwnedNode node = await OwnedNode.StartAsync(snapshot, token);
        return await NodeProcess.RunAsync(token, [.. args, "--socket", node.Socket]);
    }
}
