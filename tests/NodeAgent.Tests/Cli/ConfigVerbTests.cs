using System.Text.Json;
using DePin.NodeAgent.Configuration;
using DePin.NodeAgent.Tests.Owner;

namespace DePin.NodeAgent.Tests.Cli;

/// <summary><c>config check</c>, <c>show</c> and <c>reload</c>, as processes.</summary>
public sealed class ConfigVerbTests
{
    private const string Right = """
        # mine
        scheduler: { url: "https://a.example" }
        beneficiary: 0x00000000000000000000000000000000000000bb
        offer:
          maxJobs: 3
        """;

    [Test, CancelAfter(180_000)]
    public async Task A_right_file_is_right_and_every_mistake_of_a_wrong_one_is_told_with_its_line(CancellationToken token)
    {
        using TemporaryDirectory directory = new();
        await File.WriteAllTextAsync(directory["right.yaml"], Right, token);
        await File.WriteAllTextAsync(directory["wrong.yaml"], "offer: { maxJobs: 0 }\nscheduler:\n  ulr: x\nlogLevel: loud\n", token);

        NodeProcessResult right = await NodeProcess.RunAsync(token, "config", "check", directory["right.yaml"]);
        Assert.That(right.Code, Is.EqualTo(ExitCode.Ok), right.Error);
        Assert.That(right.Output, Does.Contain("right.yaml: right."));

        NodeProcessResult wrong = await NodeProcess.RunAsync(token, "config", "check", directory["wrong.yaml"]);
        Assert.That((wrong.Code, wrong.Output), Is.EqualTo((ExitCode.Configuration, "")));
        Assert.That(wrong.Error, Does.Contain("wrong.yaml:1:19: offer.maxJobs '0'").And.Contain("wrong.yaml:3:3: scheduler.ulr")
            .And.Contain("did you mean url?").And.Contain("wrong.yaml:4:11: logLevel 'loud'").And.Contain("beneficiary is missing"));

        NodeProcessResult json = await NodeProcess.RunAsync(token, "config", "check", directory["wrong.yaml"], "--json");
        Assert.That(json.Code, Is.EqualTo(ExitCode.Configuration));
        using JsonDocument view = JsonDocument.Parse(json.Output);
        Assert.That(view.RootElement.GetProperty("valid").GetBoolean(), Is.False);
        Assert.That(view.RootElement.GetProperty("errors")[0].GetProperty("remedy").GetString(), Is.Not.Empty);
    }

    [Test, CancelAfter(180_000)]
    public async Task A_password_in_an_address_is_not_repeated(CancellationToken token)
    {
        using TemporaryDirectory directory = new();
        string open = Right.Replace("https://a", "https://me:hunter2@a", StringComparison.Ordinal);
        await File.WriteAllTextAsync(directory["node.yaml"], open, token);
        NodeProcessResult result = await NodeProcess.RunAsync(token, "config", "check", directory["node.yaml"]);
        Assert.That(result.Error, Does.Contain("names a user").And.Contain("[redacted]").And.Not.Contain("hunter2"));
    }

    [Test, CancelAfter(180_000)]
    public async Task Show_says_every_value_and_where_it_came_from(CancellationToken token)
    {
        using TemporaryDirectory directory = new();
        await File.WriteAllTextAsync(directory["node.yaml"], Right, token);
        Dictionary<string, string> environment = new() { ["DEPIN_NODE_LOG_LEVEL"] = "debug" };

        NodeProcessResult text = await NodeProcess.RunAsync(environment, ["config", "show", directory["node.yaml"]], token);
        Assert.That(text.Code, Is.EqualTo(ExitCode.Ok), text.Error);
        Assert.That(text.Output, Does.Match(@"offer\.maxJobs +3 +line 5").And.Match(@"logLevel +debug +DEPIN_NODE_LOG_LEVEL")
            .And.Match(@"offer\.egress +true +default").And.Match(@"containers\.imageCache +- +default"));

        NodeProcessResult json = await NodeProcess.RunAsync(environment, ["config", "show", directory["node.yaml"], "--json"], token);
        using JsonDocument values = JsonDocument.Parse(json.Output);
        JsonElement jobs = values.RootElement.EnumerateArray().Single(value => value.GetProperty("key").GetString() == "offer.maxJobs");
        Assert.That(jobs.GetProperty("value").GetInt32(), Is.EqualTo(3));
        Assert.That(jobs.GetProperty("from").GetString(), Does.EndWith("node.yaml:5"));
    }

    [Test, CancelAfter(180_000)]
    public async Task Reload_says_what_holds_what_waits_and_what_is_wrong(CancellationToken token)
    {
        await using OwnedNode node = await OwnedNode.StartAsync(SampleSnapshot.Of(), token);
        node.Reloaded = new ReloadReport { Adopted = ["offer.maxJobs"], NeedRestart = ["scheduler.url"] };
        NodeProcessResult told = await NodeProcess.RunAsync(token, "config", "reload", "--socket", node.Socket);
        Assert.That(told.Code, Is.EqualTo(ExitCode.Ok), told.Error);
        Assert.That(told.Output, Does.Contain("hold from now on: offer.maxJobs").And.Contain("no running job notices: scheduler.url"));

        node.Reloaded = new ReloadReport { Errors = [new ConfigurationError("node.yaml:3:1", "x", null, "is wrong", "write y")] };
        NodeProcessResult wrong = await NodeProcess.RunAsync(token, "config", "reload", "--socket", node.Socket);
        Assert.That(wrong.Code, Is.EqualTo(ExitCode.Configuration));
        Assert.That(wrong.Error, Does.Contain("node.yaml:3:1: x is wrong; write y").And.Contain("goes on as before"));
    }
}
