using DePin.NodeAgent.Configuration;
using DePin.NodeAgent.Doctor;
using DePin.NodeAgent.Setup;
using DePin.NodeAgent.Tests.Doctor;
using DePin.NodeAgent.Tests.Owner;

namespace DePin.NodeAgent.Tests.Setup;

/// <summary>The wizard, its files and a scheduler's door real; the machine's users are not.</summary>
public sealed class SetupRunTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly List<string> _commands = [];
    private readonly StringWriter _screen = new();

    private string Config => _directory["etc/node.yaml"];

    public void Dispose()
    {
        _screen.Dispose();
        _directory.Dispose();
    }

    [Test, CancelAfter(60_000)]
    public async Task Questions_make_a_node_that_logs_in_and_asking_again_changes_nothing(CancellationToken token)
    {
        await using LoginServer server = await LoginServer.StartAsync(null, token);
        Prepare();
        SetupReport report = await RunAsync($"{server.Url}\n{SampleSnapshot.Account(2)}\n3\n\n10GiB\n", token);

        Assert.That(report.LoggedIn, Is.True, report.LoginProblem);
        Assert.That(server.LoggedIn, Is.EqualTo(new[] { report.Node!.Value }));
        Assert.That(report.Next, Does.Contain("systemctl enable --now depin-node"));
        string yaml = await File.ReadAllTextAsync(Config, token);
        Assert.That(yaml, Does.StartWith("# keep me\n").And.Contain("maxJobs: 3").And.Contain("disk: 10GiB").And.Not.Contain("memory"));
        Assert.That(Convert.ToString((int)File.GetUnixFileMode(Config), 8), Is.EqualTo("640"));
        Assert.That(Convert.ToString((int)File.GetUnixFileMode(_directory["etc/key-password"]), 8), Is.EqualTo("600"));
        Assert.That(_screen.ToString(), Does.Contain("no place on this machine").And.Contain("[8] >").And.Contain("[1GiB] >"));

        SetupReport again = await RunAsync("\n\n\n\n\n", token);
        Assert.That((again.Done, again.Node), Is.EqualTo((Array.Empty<string>(), report.Node)), string.Join('\n', again.Done));
        Assert.That(await File.ReadAllTextAsync(Config, token), Is.EqualTo(yaml));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_wrong_answer_is_asked_for_again_with_what_is_wrong(CancellationToken token)
    {
        await using LoginServer server = await LoginServer.StartAsync(null, token);
        Prepare();
        await RunAsync($"{server.Url}\n0x12\n\n\n\n{SampleSnapshot.Account(2)}\n", token);
        Assert.That(_screen.ToString(), Does.Contain("0x12 is not an address; write 0x and 40 hexadecimal digits"));

        File.Delete(Config);
        Prepare();
        Assert.That(
            async () => await RunAsync("nonsense\n\n\n\n\n", token),
            Throws.TypeOf<ConfigurationException>().With.Message.Contains("--beneficiary ADDRESS"), "the input ends");
        Assert.That(await File.ReadAllTextAsync(Config, token), Does.Not.Contain("nonsense"), "nothing is written by halves");
    }

    [Test, CancelAfter(60_000)]
    public async Task What_was_broken_off_goes_on_where_it_was(CancellationToken token)
    {
        await using LoginServer server = await LoginServer.StartAsync(null, token);
        Prepare();
        SetupRequest request = Request(server.Url);
        Directory.CreateDirectory(_directory["etc/key-password"]);
        Assert.That(
            async () => await ScriptAsync(request, token), Throws.InstanceOf<Exception>(), "a directory is where the password belongs");
        Directory.Delete(_directory["etc/key-password"]);

        SetupReport report = await ScriptAsync(request, token);
        Assert.That(report.LoggedIn, Is.True, report.LoginProblem);
        Assert.That(report.Done, Has.None.Contains("Wrote").And.Some.Contains("Made this node's key"));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_scheduler_that_is_not_there_leaves_everything_ready_and_says_what_next(CancellationToken token)
    {
        Prepare();
        SetupReport report = await ScriptAsync(Request(new Uri("http://127.0.0.1:9")), token);

        Assert.That((report.LoggedIn, report.IsWell(), report.Next), Is.EqualTo(((bool?)false, false, "depin-node doctor")));
        Assert.That(report.Node, Is.Not.Null);
    }

    [TestCase("yes\n", true)]
    [TestCase("\n", false)]
    [CancelAfter(60_000)]
    public async Task The_engines_group_is_joined_only_by_a_yes_after_what_it_means_was_said(
        string answer, bool joined, CancellationToken token)
    {
        await using LoginServer server = await LoginServer.StartAsync(null, token);
        Prepare();
        await File.WriteAllTextAsync(_directory["engine.sock"], "", token);
        SetupReport report = await RunAsync($"{server.Url}\n{SampleSnapshot.Account(2)}\n\n\n\n{answer}", token);

        Assert.That(_screen.ToString(), Does.Contain("The Docker socket is root").And.Contain("Add user depin-node"));
        Assert.That(_commands.Contains("usermod -aG docker depin-node"), Is.EqualTo(joined));
        Assert.That(report.Done, Has.Some.Contains(joined ? "is root on this machine from now on" : "was not added"));
        Assert.That(_commands, Has.Some.EqualTo($"chown root:depin-node {Config}"), "what root makes is handed over");
        Assert.That(_commands, Has.Some.EqualTo($"chown depin-node:depin-node {_directory["etc/key-password"]}"));
    }

    private void Prepare()
    {
        Directory.CreateDirectory(_directory["etc"]);
        File.WriteAllText(Config, $$"""
            # keep me
            stateDirectory: {{_directory["state"]}}
            socket: {{_directory["api.sock"]}}
            containers: { socket: {{_directory["engine.sock"]}} }

            """.ReplaceLineEndings("\n"));
    }

    private static SetupRequest Request(Uri scheduler) => new()
    {
        Answers = new Dictionary<string, string>
        {
            ["scheduler.url"] = scheduler.ToString(),
            ["beneficiary"] = SampleSnapshot.Account(2).ToString(),
        },
        Yes = true,
        DockerGroup = false,
    };

    private Task<SetupReport> RunAsync(string input, CancellationToken token) =>
        Run(new SetupDialog(new StringReader(input), _screen)).RunAsync(
            new SetupRequest { Answers = new Dictionary<string, string>(), Yes = false, DockerGroup = false }, token);

    private Task<SetupReport> ScriptAsync(SetupRequest request, CancellationToken token) => Run(null).RunAsync(request, token);

    private SetupRun Run(SetupDialog? dialog) => new(
        new ConfigurationFile(Config, Chosen: true), new Dictionary<string, string>(), dialog, new ServiceUser(root: true, RunAsync),
        TimeProvider.System, _ => Task.FromResult<IReadOnlyList<CheckResult>>([]));

    /// <summary>A machine with a user for the service, who is in no group.</summary>
    private Task<(int Code, string Output)> RunAsync(IReadOnlyList<string> words, CancellationToken token)
    {
        _commands.Add(string.Join(' ', words));
        return Task.FromResult(words[1] == "-nG" ? (0, "depin-node video\n") : (0, "999\n"));
    }
}
