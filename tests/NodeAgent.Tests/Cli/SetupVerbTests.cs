using System.Text.Json;
using DePin.Attestation;
using DePin.Attestation.Keystores;
using DePin.NodeAgent.Tests.Doctor;
using DePin.NodeAgent.Tests.Owner;

namespace DePin.NodeAgent.Tests.Cli;

/// <summary><c>setup</c> and <c>wallet</c>, as processes.</summary>
public sealed class SetupVerbTests
{
    [Test, CancelAfter(300_000)]
    public async Task A_script_sets_a_node_up_by_flags_and_reads_what_is_left_to_do(CancellationToken token)
    {
        using TemporaryDirectory directory = new();
        await using LoginServer server = await LoginServer.StartAsync(null, token);
        string config = Write(directory);
        string[] verb = ["setup", "--yes", "--json", "--config", config, "--scheduler", server.Url.ToString()];

        NodeProcessResult missing = await NodeProcess.RunAsync(token, verb);
        Assert.That((missing.Code, missing.Output), Is.EqualTo((ExitCode.Configuration, "")));
        Assert.That(missing.Error, Does.Contain("beneficiary is missing").And.Contain("(--beneficiary ADDRESS)"));

        NodeProcessResult done = await NodeProcess.RunAsync(token, [.. verb, "--beneficiary", SampleSnapshot.Account(2).ToString()]);
        using JsonDocument report = JsonDocument.Parse(done.Output);
        Assert.That(report.RootElement.GetProperty("loggedIn").GetBoolean(), done.Output);
        Assert.That(report.RootElement.GetProperty("node").GetString(), Is.EqualTo(server.LoggedIn.Single().ToString()));
        Assert.That(done.Code, Is.EqualTo(ExitCode.NotWell), "there is no engine here, and the doctor says so");
        Assert.That(report.RootElement.GetProperty("next").GetString(), Is.EqualTo("depin-node doctor"));
    }

    [Test, CancelAfter(180_000)]
    public async Task Without_a_terminal_it_asks_nothing_and_says_how_a_script_does_it(CancellationToken token)
    {
        NodeProcessResult result = await NodeProcess.RunAsync(token, "setup", "--config", "/nonexistent/node.yaml");
        Assert.That(result.Code, Is.EqualTo(ExitCode.Configuration));
        Assert.That(result.Error, Does.Contain("needs a terminal").And.Contain("setup --yes --scheduler URL"));
    }

    [Test, CancelAfter(300_000)]
    public async Task A_key_is_made_once_backed_up_and_taken_over_elsewhere(CancellationToken token)
    {
        using TemporaryDirectory directory = new();
        string config = Write(directory, $"key: {{ passwordFile: {directory["password"]} }}\n{Rest}");
        Secret(directory, "password", "first");

        NodeProcessResult none = await WalletAsync("address");
        Assert.That(none.Code, Is.EqualTo(ExitCode.KeyUnusable));
        Assert.That(none.Error, Does.Contain("'depin-node wallet create' makes one"));
        NodeProcessResult made = await WalletAsync("create", "--json");
        string address = JsonDocument.Parse(made.Output).RootElement.GetProperty("address").GetString()!;
        Assert.That((await WalletAsync("create")).Output, Does.Contain("There already").And.Contain(address));

        Assert.That((await WalletAsync("backup", directory["copy.json"])).Code, Is.EqualTo(ExitCode.Ok));
        Assert.That(File.GetUnixFileMode(directory["copy.json"]), Is.EqualTo(OwnerOnly.FileMode));
        NodeProcessResult twice = await WalletAsync("backup", directory["copy.json"]);
        Assert.That(twice.Code, Is.EqualTo(ExitCode.KeyUnusable), "a backup is never overwritten");
        NodeProcessResult over = await WalletAsync("import", directory["copy.json"], "--password-file", directory["password"]);
        Assert.That(over.Error, Does.Contain("a key is never overwritten"));

        Directory.Delete(directory["state"], recursive: true);
        NodeProcessResult taken = await WalletAsync("import", directory["copy.json"], "--password-file", directory["password"]);
        Assert.That(taken.Output, Does.Contain($"This node is {address}."), taken.Error);

        Task<NodeProcessResult> WalletAsync(params string[] words) => NodeProcess.RunAsync(token, ["wallet", .. words, "--config", config]);
    }

    [Test, CancelAfter(180_000)]
    public async Task Who_is_paid_is_changed_in_the_file_and_nothing_else(CancellationToken token)
    {
        using TemporaryDirectory directory = new();
        string config = Write(directory, "# mine\n" + Rest + "key: { plain: true }\n");
        Address next = SampleSnapshot.Account(7);
        string before = await File.ReadAllTextAsync(config, token);

        NodeProcessResult wrong = await NodeProcess.RunAsync(token, "wallet", "beneficiary", "me", "--config", config);
        Assert.That(wrong.Code, Is.EqualTo(ExitCode.Configuration));
        Assert.That(await File.ReadAllTextAsync(config, token), Is.EqualTo(before));
        NodeProcessResult changed = await NodeProcess.RunAsync(token, "wallet", "beneficiary", next.ToString(), "--config", config);
        Assert.That(changed.Output, Does.Contain("systemctl restart depin-node"), changed.Error);
        Assert.That(
            await File.ReadAllTextAsync(config, token),
            Is.EqualTo(before.Replace(SampleSnapshot.Account(2).ToString(), next.ToString(), StringComparison.Ordinal)));
    }

    private static string Rest =>
        $"scheduler: {{ url: \"http://127.0.0.1:9\" }}\nbeneficiary: \"{SampleSnapshot.Account(2)}\"\n";

    private static string Write(TemporaryDirectory directory, string more = "")
    {
        File.WriteAllText(
            directory["node.yaml"],
            $"{more}stateDirectory: {directory["state"]}\nsocket: {directory["api.sock"]}\n"
            + $"containers: {{ socket: {directory["engine.sock"]} }}\n");
        return directory["node.yaml"];
    }

    private static void Secret(TemporaryDirectory directory, string name, string text)
    {
        File.WriteAllText(directory[name], text + "\n");
        File.SetUnixFileMode(directory[name], OwnerOnly.FileMode);
    }
}
