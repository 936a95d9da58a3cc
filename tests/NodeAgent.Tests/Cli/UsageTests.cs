using System.Text.Json;

namespace DePin.NodeAgent.Tests.Cli;

public sealed class UsageTests
{
    [Test, CancelAfter(60_000)]
    public async Task Help_lists_every_verb_and_ends_well(CancellationToken token)
    {
        NodeProcessResult result = await NodeProcess.RunAsync(token, "--help");
        Assert.That(result.Code, Is.EqualTo(ExitCode.Ok));
        foreach (string verb in new[] { "status", "jobs", "drain", "up", "down", "bench", "attest", "pog", "version", "--config" })
        {
            Assert.That(result.Output, Does.Contain(verb));
        }
    }

    [TestCase("")]
    [TestCase("frobnicate")]
    [TestCase("status --bogus")]
    [TestCase("jobs show")]
    [TestCase("jobs show a b")]
    [TestCase("jobs stop")]
    [TestCase("jobs logs")]
    [TestCase("drain --timeout soon")]
    [TestCase("drain --timeout 31d")]
    [TestCase("up --timeout 1m")]
    [TestCase("bench --directory")]
    [TestCase("attest")]
    [TestCase("attest verify")]
    [TestCase("attest verify file --node 0x12")]
    [CancelAfter(60_000)]
    public async Task A_wrong_command_line_is_told_on_stderr_with_where_to_look(string line, CancellationToken token)
    {
        NodeProcessResult result = await NodeProcess.RunAsync(token, line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.That(result.Code, Is.EqualTo(ExitCode.Configuration));
        Assert.That(result.Output, Is.Empty);
        Assert.That(result.Error, Does.StartWith("depin-node: ").And.Contain("--help' for what it takes."));
    }

    [Test, CancelAfter(60_000)]
    public async Task Version_in_json_names_version_and_runtime(CancellationToken token)
    {
        NodeProcessResult result = await NodeProcess.RunAsync(token, "version", "--json");
        using JsonDocument json = JsonDocument.Parse(result.Output);
        Assert.That(json.RootElement.GetProperty("version").GetString(), Is.EqualTo(AgentVersion.Number));
        Assert.That(json.RootElement.GetProperty("runtime").GetString(), Does.StartWith(".NET"));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_wrong_configuration_that_was_named_is_told_line_by_line(CancellationToken token)
    {
        using TemporaryDirectory directory = new();
        string file = directory["node.yaml"];
        await File.WriteAllTextAsync(file, "scheduler: { url: nonsense }\nlogLevel: loud\n", token);
        NodeProcessResult result = await NodeProcess.RunAsync(token, "status", "--config", file);
        Assert.That(result.Code, Is.EqualTo(ExitCode.Configuration));
        Assert.That(result.Error, Does.Contain($"{file}:1:19: scheduler.url 'nonsense' is not a web address"));
        Assert.That(result.Error, Does.Contain($"{file}:2:11: logLevel 'loud'"));
        Assert.That(result.Error, Does.Contain("beneficiary is missing"));
    }
}
