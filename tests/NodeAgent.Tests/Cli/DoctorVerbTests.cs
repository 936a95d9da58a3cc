using System.Text.Json;
using DePin.NodeAgent.Tests.Owner;

namespace DePin.NodeAgent.Tests.Cli;

/// <summary><c>doctor</c>, as a process.</summary>
public sealed class DoctorVerbTests
{
    [Test, CancelAfter(300_000)]
    public async Task What_is_wrong_is_shown_with_its_fix_and_fix_mends_it_once(CancellationToken token)
    {
        using TemporaryDirectory directory = new();
        Directory.CreateDirectory(directory["state"], (UnixFileMode)0x1ED);
        string config = Write(directory);

        NodeProcessResult before = await NodeProcess.RunAsync(token, "doctor", "--config", config);
        Assert.That(before.Code, Is.EqualTo(ExitCode.NotWell));
        Assert.That(before.Output, Does.Match(@"FAIL +state-directory").And.Contain($"→ Run 'chmod 700 {directory["state"]}'."));
        Assert.That(before.Output, Does.Contain("apt install docker.io").And.Contain("'depin-node doctor --fix' mends some of it."));
        Assert.That(before.Output, Does.Not.Contain('\u001b'), "no colours off a terminal");

        NodeProcessResult mended = await NodeProcess.RunAsync(token, "doctor", "--config", config, "--fix", "--json");
        Assert.That(mended.Error, Does.Contain("mended state-directory"));
        Assert.That(File.GetUnixFileMode(directory["state"]), Is.EqualTo((UnixFileMode)0x1C0));
        using JsonDocument json = JsonDocument.Parse(mended.Output);
        JsonElement state = json.RootElement.EnumerateArray().Single(it => it.GetProperty("check").GetString() == "state-directory");
        Assert.That(state.GetProperty("status").GetString(), Is.EqualTo("ok"));

        NodeProcessResult again = await NodeProcess.RunAsync(token, "doctor", "--config", config, "--fix");
        Assert.That((again.Code, again.Error), Is.EqualTo((ExitCode.NotWell, "")), "nothing is left to mend by itself");
    }

    [Test, CancelAfter(180_000)]
    public async Task Without_a_configuration_it_says_where_to_begin(CancellationToken token)
    {
        Dictionary<string, string> environment = new() { ["DEPIN_NODE_CONFIG"] = "" };
        if (File.Exists("/etc/depin/node.yaml"))
        {
            Assert.Ignore("this machine has a configuration");
        }

        NodeProcessResult result = await NodeProcess.RunAsync(environment, ["doctor"], token);
        Assert.That(result.Code, Is.EqualTo(ExitCode.NotWell));
        Assert.That(result.Output, Does.Contain("There is no configuration: no /etc/depin/node.yaml.").And.Contain("depin-node setup"));
    }

    private static string Write(TemporaryDirectory directory)
    {
        File.WriteAllText(directory["node.yaml"], $$"""
            scheduler: { url: "http://127.0.0.1:9" }
            beneficiary: "{{SampleSnapshot.Account(2)}}"
            stateDirectory: {{directory["state"]}}
            socket: {{directory["api.sock"]}}
            key: { plain: true }
            containers: { socket: {{directory["engine.sock"]}} }
            """);
        return directory["node.yaml"];
    }
}
