using System.Text.Json;
using DePin.NodeAgent.Configuration;
using DePin.NodeAgent.Owner;
using DePin.NodeAgent.Tests.Doctor;
using DePin.NodeAgent.Tests.Owner;

namespace DePin.NodeAgent.Tests.Cli;

/// <summary><c>prune</c>, <c>offer</c>, <c>netcheck</c> and <c>bugreport</c>, as processes.</summary>
public sealed class MachineVerbTests
{
    [Test, CancelAfter(180_000)]
    public async Task Prune_says_what_went_and_a_missing_engine_what_to_do(CancellationToken token)
    {
        await using OwnedNode node = await OwnedNode.StartAsync(SampleSnapshot.Of(), token);
        NodeProcessResult away = await NodeProcess.RunAsync(token, "prune", "--socket", node.Socket);
        Assert.That(away.Code, Is.EqualTo(ExitCode.NotWell));
        Assert.That(away.Error, Does.Contain("engine does not answer").And.Contain("systemctl start docker"));

        PruneOrder? asked = null;
        node.Pruning = (order, _) =>
        {
            asked = order;
            return Task.FromResult(new PruneReport
            {
                DryRun = order.DryRun,
                Removed = [new PrunedImage("registry.example/train@sha256:abc", 3L << 30, 1)],
                LeftUnused = 2,
                LeftUnusedBytes = 1L << 30,
            });
        };
        NodeProcessResult looked = await NodeProcess.RunAsync(token, "prune", "--keep", "1GiB", "--dry-run", "--socket", node.Socket);
        Assert.That(asked, Is.EqualTo(new PruneOrder(1L << 30, true)), looked.Error);
        Assert.That(looked.Output, Does.Contain("would go: registry.example/train@sha256:abc, 3 GiB").And.Contain("2 unused left, 1 GiB."));

        NodeProcessResult json = await NodeProcess.RunAsync(token, "prune", "--json", "--socket", node.Socket);
        Assert.That(asked, Is.EqualTo(new PruneOrder()));
        Assert.That(JsonSerializer.Deserialize(json.Output, OwnerJson.Default.PruneReport)!.Removed, Has.Count.EqualTo(1));
    }

    [Test, CancelAfter(180_000)]
    public async Task An_offer_is_changed_in_the_file_and_holds_in_the_service_at_once(CancellationToken token)
    {
        using TemporaryDirectory directory = new();
        await using OwnedNode node = await OwnedNode.StartAsync(SampleSnapshot.Of(), token);
        node.Reloaded = new ReloadReport { Adopted = ["offer.maxJobs"] };
        string config = Write(directory, node.Socket);

        NodeProcessResult wrong = await NodeProcess.RunAsync(token, "offer", "--max-jobs", "many", "--egress", "no", "--config", config);
        Assert.That(wrong.Code, Is.EqualTo(ExitCode.Configuration));
        Assert.That(wrong.Error, Does.Contain("offer.maxJobs 'many'").And.Contain("offer.egress 'no'"));
        Assert.That(await File.ReadAllTextAsync(config, token), Does.Not.Contain("many"));

        NodeProcessResult changed = await NodeProcess.RunAsync(
            token, "offer", "--max-jobs", "2", "--reserve-memory", "3GiB", "--config", config);
        Assert.That(changed.Code, Is.EqualTo(ExitCode.Ok), changed.Error);
        Assert.That(changed.Output, Does.Contain("offer.maxJobs: 2, offer.reserve.memory: 3GiB"));
        Assert.That(changed.Output, Does.Contain("hold from now on: offer.maxJobs"));
        NodeProcessResult shown = await NodeProcess.RunAsync(token, "offer", "--config", config);
        Assert.That(shown.Output, Does.Match(@"offer\.maxJobs +2 ").And.Match(@"offer\.reserve\.memory +3GiB"));
        Assert.That(shown.Output, Does.Match(@"offer\.egress +true"));

        NodeProcessResult alone = await NodeProcess.RunAsync(
            token, "offer", "--max-jobs", "3", "--config", config, "--socket", directory["nobody.sock"]);
        Assert.That(alone.Output, Does.Contain("It holds when the service starts."), alone.Error);
    }

    [Test, CancelAfter(180_000)]
    public async Task Netcheck_times_the_way_and_says_where_it_ends(CancellationToken token)
    {
        using TemporaryDirectory directory = new();
        await using LoginServer server = await LoginServer.StartAsync(null, token);
        NodeProcessResult works = await NodeProcess.RunAsync(
            token, "netcheck", "--json", "--config", Write(directory, directory["api.sock"], server.Url.ToString()));
        Assert.That(works.Code, Is.EqualTo(ExitCode.Ok), works.Output + works.Error);
        using JsonDocument view = JsonDocument.Parse(works.Output);
        Assert.That(view.RootElement.GetProperty("addresses")[0].GetProperty("connectMs").GetDouble(), Is.GreaterThan(0));
        Assert.That(view.RootElement.GetProperty("medianMs").GetDouble(), Is.GreaterThan(0));
        Assert.That(server.LoggedIn, Is.Empty);

        NodeProcessResult dead = await NodeProcess.RunAsync(
            token, "netcheck", "--config", Write(directory, directory["api.sock"], "http://127.0.0.1:9"));
        Assert.That(dead.Code, Is.EqualTo(ExitCode.NotWell));
        Assert.That(dead.Output, Does.Contain("connects     127.0.0.1: Connection refused"));
        Assert.That(dead.Output, Does.Contain("'depin-node doctor' names the fix."));
    }

    [Test, CancelAfter(300_000)]
    public async Task A_bug_report_has_what_helps_and_none_of_the_planted_secrets(CancellationToken token)
    {
        using TemporaryDirectory directory = new();
        await using OwnedNode node = await OwnedNode.StartAsync(SampleSnapshot.Of(), token);
        string[] secrets = ["hunter2", "s3cr3t-token", "correct horse", new string('7', 20), "eyJhbGciOi"];
        await File.WriteAllTextAsync(
            directory["journalctl"],
            $"""
            #!/bin/sh
            cat <<'END'
            pulled from https://me:{secrets[0]}@registry.example/v2
            Authorization: Bearer {secrets[4]}.x.y
            api_token={secrets[1]}; password: "{secrets[2]} battery"
            key 0x{new string('7', 64)} was seen
            an innocent line
            END
            """.ReplaceLineEndings("\n"),
            token);
        File.SetUnixFileMode(directory["journalctl"], (UnixFileMode)0x1ED);
        Dictionary<string, string> environment = new()
        {
            ["PATH"] = directory.Path + ":" + Environment.GetEnvironmentVariable("PATH"),
            ["DEPIN_NODE_SCHEDULER_URL"] = $"https://me:{secrets[0]}@scheduler.example",
        };
        string config = Write(directory, node.Socket);

        NodeProcessResult result = await NodeProcess.RunAsync(
            environment, ["bugreport", "--to", directory["report.txt"], "--config", config], token);
        Assert.That(result.Code, Is.EqualTo(ExitCode.Ok), result.Error);
        string report = await File.ReadAllTextAsync(directory["report.txt"], token);
        foreach (string secret in secrets)
        {
            Assert.That(report + result.Output + result.Error, Does.Not.Contain(secret));
        }

        Assert.That(report, Does.Contain("== version").And.Contain("names a user").And.Contain("an innocent line"));
        Assert.That(report, Does.Contain("[redacted]"));
        Assert.That(report, Does.Contain("0x77777777"), "an id is still known by its beginning");
        Assert.That(Convert.ToString((int)File.GetUnixFileMode(directory["report.txt"]), 8), Is.EqualTo("600"));
        NodeProcessResult again = await NodeProcess.RunAsync(
            environment, ["bugreport", "--to", directory["report.txt"], "--config", config], token);
        Assert.That(again.Code, Is.EqualTo(ExitCode.NotWell), "nothing is overwritten");
    }

    private static string Write(TemporaryDirectory directory, string socket, string scheduler = "http://127.0.0.1:9")
    {
        File.WriteAllText(directory["node.yaml"], $$"""
            scheduler: { url: "{{scheduler}}" }
            beneficiary: "{{SampleSnapshot.Account(2)}}"
            stateDirectory: {{directory["state"]}}
            socket: {{socket}}
            key: { plain: true }
            containers: { socket: {{directory["engine.sock"]}} }

            """.ReplaceLineEndings("\n"));
        return directory["node.yaml"];
    }
}
