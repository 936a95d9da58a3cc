using System.Diagnostics;
using System.Text.Json;
using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Cli;
using DePin.NodeAgent.Owner;
using DePin.NodeAgent.Tests.Attempts;
using DePin.NodeAgent.Tests.Owner;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Tests.Cli;

/// <summary><c>drain</c>, <c>down</c>, <c>up</c>, <c>jobs stop</c> and <c>jobs logs</c>, as processes, against a real journal.</summary>
public sealed class OwnerOrderVerbTests
{
    private static readonly Lease _lease = AttemptFixture.Lease(SampleSnapshot.Job, epoch: SampleSnapshot.Running.Epoch);

    private static string Id => SampleSnapshot.Running.Attempt.Short;

    [Test, CancelAfter(180_000)]
    public async Task A_drain_says_what_becomes_of_jobs_and_status_shows_it_with_the_next_step(CancellationToken token)
    {
        await using OwnedNode node = await OwnedNode.StartAsync(SampleSnapshot.Of(), token);
        NodeProcessResult drained = await AskAsync(node, token, "drain");
        Assert.That(drained.Code, Is.EqualTo(ExitCode.Ok), drained.Error);
        Assert.That(drained.Output, Does.Contain("takes no new job; what runs may run to its end. 1 job runs"));
        Assert.That(drained.Output, Does.Contain("depin-node down"));
        Assert.That(node.Journal.Facts, Has.Property("DrainedByOwner").True.And.Property("DrainUntil").Null);

        NodeProcessResult status = await AskAsync(node, token, "status");
        Assert.That(status.Code, Is.EqualTo(ExitCode.Ok), "a node that drains as it was told is well");
        Assert.That(status.Output, Does.Contain("well, draining").And.Contain("by its owner for ").And.Contain("Next: Wait for the jobs"));

        NodeProcessResult up = await AskAsync(node, token, "up");
        Assert.That(up.Output, Is.EqualTo("This node takes work again. 1 job runs, 0 are being delivered.\n"));
        Assert.That(node.Reopen().Facts, Has.Property("DrainedByOwner").False.And.Property("DrainedSince").Null);
    }

    [Test, CancelAfter(180_000)]
    public async Task A_limit_is_durable_and_a_drain_without_one_takes_it_back(CancellationToken token)
    {
        await using OwnedNode node = await OwnedNode.StartAsync(SampleSnapshot.Of(), token);
        NodeProcessResult limited = await AskAsync(node, token, "drain", "--timeout", "30m", "--json");
        Assert.That(limited.Code, Is.EqualTo(ExitCode.Ok), limited.Error);
        NodeStatus status = JsonSerializer.Deserialize(limited.Output, OwnerJson.Default.NodeStatus)!;
        Assert.That(status.Drain!.StopAt - status.Drain.Since, Is.EqualTo(30 * 60_000).Within(5000));
        long? since = node.Journal.Facts.DrainedSince;

        await AskAsync(node, token, "drain");
        Assert.That(node.Journal.Facts, Has.Property("DrainUntil").Null.And.Property("DrainedSince").EqualTo(since));
    }

    [Test, CancelAfter(180_000)]
    public async Task Down_returns_when_nothing_is_left(CancellationToken token)
    {
        await using OwnedNode node = await OwnedNode.StartAsync(SampleSnapshot.Of(), token);
        using Process down = NodeProcess.Start(new Dictionary<string, string>(), ["down", "--timeout", "0s", "--socket", node.Socket]);
        Assert.That(await down.StandardOutput.ReadLineAsync(token), Is.EqualTo("1 job runs, 0 are being delivered"));
        Assert.That(down.HasExited, Is.False);
        NodeStatus quiet = node.Board.Current.Status with { Running = 0, Next = "Switch it off." };
        node.Board.Publish(node.Board.Current with { Status = quiet });
        Assert.That(await down.StandardOutput.ReadToEndAsync(token), Does.Contain("takes no new job").And.Contain("Switch it off."));
        await down.WaitForExitAsync(token);
        Assert.That(down.ExitCode, Is.Zero);
        Assert.That(node.Journal.Facts.DrainUntil, Is.Not.Null);
    }

    [Test, CancelAfter(180_000)]
    public async Task A_job_is_stopped_once_by_the_beginning_of_its_id(CancellationToken token)
    {
        await using OwnedNode node = await OwnedNode.StartAsync(SampleSnapshot.Of(), token);
        NodeProcessResult unknown = await AskAsync(node, token, "jobs", "stop", Id);
        Assert.That(unknown.Code, Is.EqualTo(ExitCode.NotWell));
        Assert.That(unknown.Error, Does.Contain("This node knows no attempt").And.Contain("'depin-node jobs'"));

        node.Hold(_lease);
        NodeProcessResult stopped = await AskAsync(node, token, "jobs", "stop", Id);
        Assert.That(stopped.Code, Is.EqualTo(ExitCode.Ok), stopped.Error);
        Assert.That(stopped.Output, Does.Contain("(train) is told to end").And.Contain($"depin-node jobs show {Id}"));
        Assert.That(node.Journal.Find(_lease.Attempt)!.Stop, Has.Property("Cause").EqualTo(StopCause.Drained));

        NodeProcessResult again = await AskAsync(node, token, "jobs", "stop", Id);
        Assert.That(again.Code, Is.EqualTo(ExitCode.NotWell));
        Assert.That(again.Error, Does.Contain("is being stopped already: The node's owner stopped the job."));
    }

    [Test, CancelAfter(180_000)]
    public async Task A_log_goes_into_a_pipe_byte_for_byte_and_into_json_as_text(CancellationToken token)
    {
        byte[] log = [.. "Grüße\u001b[31m\n"u8, 0xff, (byte)'\n'];
        await using OwnedNode node = await OwnedNode.StartAsync(SampleSnapshot.Of(), token);
        node.Hold(_lease);
        NodeProcessResult silent = await AskAsync(node, token, "jobs", "logs", Id);
        Assert.That((silent.Code, silent.Output), Is.EqualTo((ExitCode.Ok, "")), "it wrote nothing yet");
        await File.WriteAllBytesAsync(node.Spools.MakeLogFile(_lease.Attempt), log, token);

        using Process raw = NodeProcess.Start(new Dictionary<string, string>(), ["jobs", "logs", Id, "--socket", node.Socket]);
        using MemoryStream seen = new();
        await raw.StandardOutput.BaseStream.CopyToAsync(seen, token);
        await raw.WaitForExitAsync(token);
        Assert.That(seen.ToArray(), Is.EqualTo(log));

        NodeProcessResult json = await AskAsync(node, token, "jobs", "logs", Id, "--json");
        using JsonDocument part = JsonDocument.Parse(json.Output);
        Assert.That(part.RootElement.GetProperty("text").GetString(), Is.EqualTo("Grüße\u001b[31m\n\ufffd\n"));
    }

    [Test, CancelAfter(180_000)]
    public async Task A_follower_gets_what_is_written_later_and_ends_with_the_job(CancellationToken token)
    {
        await using OwnedNode node = await OwnedNode.StartAsync(SampleSnapshot.Of(), token);
        node.Hold(_lease);
        using Process follower = NodeProcess.Start(new Dictionary<string, string>(), ["jobs", "logs", "-f", Id, "--socket", node.Socket]);
        await File.WriteAllTextAsync(node.Spools.MakeLogFile(_lease.Attempt), "first\n", token);
        Assert.That(await follower.StandardOutput.ReadLineAsync(token), Is.EqualTo("first"));
        await File.AppendAllTextAsync(node.Spools.LogFile(_lease.Attempt), "last\n", token);
        node.Journal.Lose(_lease.Attempt, "it is over");
        Assert.That(await follower.StandardOutput.ReadToEndAsync(token), Is.EqualTo("last\n"));
        await follower.WaitForExitAsync(token);
        Assert.That(follower.ExitCode, Is.Zero);
    }

    [Test, CancelAfter(180_000)]
    public async Task A_service_that_stops_ends_the_following_and_is_told(CancellationToken token)
    {
        await using OwnedNode node = await OwnedNode.StartAsync(SampleSnapshot.Of(), token);
        node.Hold(_lease);
        await File.WriteAllTextAsync(node.Spools.MakeLogFile(_lease.Attempt), "first\n", token);
        using Process follower = NodeProcess.Start(new Dictionary<string, string>(), ["jobs", "logs", "-f", Id, "--socket", node.Socket]);
        Assert.That(await follower.StandardOutput.ReadLineAsync(token), Is.EqualTo("first"));
        await node.DisposeAsync();
        await follower.WaitForExitAsync(token);
        Assert.That((ExitCode)follower.ExitCode, Is.EqualTo(ExitCode.NotWell));
        Assert.That(await follower.StandardError.ReadToEndAsync(token), Does.Contain("does not answer"));
    }

    [Test]
    public void A_terminal_obeys_nothing_of_what_a_job_wrote()
    {
        using StringWriter text = new();
        using (LogText terminal = new(text, LogText.Form.Terminal))
        {
            byte[] bytes = [.. "a\tb\u001b]0;x\u0007\r\u009b1m é"u8];
            terminal.Write(bytes.AsSpan(0, bytes.Length - 1));
            terminal.Write(bytes.AsSpan(bytes.Length - 1));
        }

        Assert.That(text.ToString(), Is.EqualTo("a\tb·]0;x···1m é"));
    }

    private static Task<NodeProcessResult> AskAsync(OwnedNode node, CancellationToken token, params string[] args) =>
        NodeProcess.RunAsync(token, [.. args, "--socket", node.Socket]);
}
