using System.Text;
using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Containers.Egress;

namespace DePin.NodeAgent.Tests.Containers;

/// <summary>
/// What a job with egress reaches, with the policy and without it, in a world made of network namespaces and an engine of
/// its own.
/// </summary>
[NonParallelizable]
public sealed class EgressTests
{
    private const int Patience = 300_000;
    private readonly TestInternet _internet = new();
    private DockerHarness? _harness;

    private DockerHarness Harness => _harness!;

    [SetUp, CancelAfter(Patience)]
    public async Task Build_the_world()
    {
        if (Environment.UserName != "root")
        {
            Assert.Ignore("Network namespaces and a private dockerd need root: run the tests with sudo.");
        }

        await _internet.BuildAsync(TestContext.CurrentContext.CancellationToken);
        Iptables iptables = new(_internet.Enter, TimeProvider.System);
        _harness = new DockerHarness(socketPath: _internet.SocketPath, iptables: iptables);
        await Harness.Engine.Images.ImportAsync("depin-test/egress", "1", "/bin/sh", TestEngine.BusyboxLayer(), CancellationToken.None);
    }

    [TearDown]
    public async Task Take_the_world_away()
    {
        if (_harness is not null)
        {
            await _harness.DisposeAsync();
        }

        await _internet.DisposeAsync();
    }

    [Test, CancelAfter(Patience)]
    public async Task Public_hosts_are_reached_and_everything_else_only_while_the_policy_is_off(CancellationToken token)
    {
        (ContainerSpec spec, IAsyncEnumerator<string> rounds) = await ProbeAsync(token);
        string gateway = await rounds.NextAsync(fresh: 1);
        string[] forbidden = [.. TestInternet.Private, TestInternet.Machine, gateway];

        string withPolicy = await rounds.NextAsync(fresh: 1);
        Assert.That(await Harness.Firewall.RemoveAsync(token), Is.Null);
        string without = await rounds.NextAsync(fresh: 2);
        await _internet.KillEngineAsync(token);
        await _internet.StartEngineAsync(token);
        Assert.That(await Harness.Firewall.EnsureAsync(token), Is.Null);
        await rounds.DisposeAsync();
        string again = await LastRoundAsync(spec, token);

        Assert.That(Reached(withPolicy), Is.EqualTo(new[] { TestInternet.Public }));
        Assert.That(Reached(without), Is.EquivalentTo((string[])[TestInternet.Public, .. forbidden]), "the test itself can reach them");
        Assert.That(Reached(again), Is.EqualTo(new[] { TestInternet.Public }), "after the engine was killed and the policy put back");
    }

    [Test, CancelAfter(Patience)]
    public async Task Policy_survives_the_engine_and_is_mended_and_leaves_no_trace(CancellationToken token)
    {
        Assert.That(await Harness.Firewall.EnsureAsync(token), Is.Null);
        string[] table = await TableAsync(token);
        await _internet.KillEngineAsync(token);
        await _internet.StartEngineAsync(token);
        string[] afterRestart = await TableAsync(token);
        await TestCommand.RunAsync($"{string.Join(' ', _internet.Enter)} iptables -w 10 -F DOCKER-USER", token);
        Assert.That(await Harness.Firewall.EnsureAsync(token), Is.Null);
        string[] mended = await TableAsync(token);
        Assert.That(await Harness.Firewall.RemoveAsync(token), Is.Null);

        Assert.That(EgressPlan.Install(table).Steps, Is.Empty);
        Assert.That(EgressPlan.Install(afterRestart).Steps, Is.Empty);
        Assert.That(EgressPlan.Install(mended).Steps, Is.Empty);
        Assert.That(await TableAsync(token), Has.None.Contains("DEPIN").And.None.Contains("dpn+"));
    }

    [Test, CancelAfter(Patience)]
    public async Task Network_of_a_job_is_its_own_has_no_ipv6_and_goes_with_it(CancellationToken token)
    {
        ContainerSpec spec = Spec("cat /proc/net/if_inet6 | grep -vc ' lo$'; ls /sys/class/net; cat /etc/resolv.conf; sleep 300");
        Assert.That(await Harness.Runtime.CreateAsync(spec, token), Is.TypeOf<CreateOutcome.Created>());
        Assert.That(await Harness.Runtime.CreateAsync(spec, token), Is.TypeOf<CreateOutcome.Adopted>());
        string[] links = (await TestCommand.RunAsync($"{string.Join(' ', _internet.Enter)} ip -o link", token)).Split('\n');
        await Harness.Runtime.StartAsync(spec.Name, token);
        await Harness.Runtime.ReadyAsync(spec.Name, token);
        await Harness.Runtime.StopAsync(spec.Name, TimeSpan.Zero, token);
        string log = Encoding.UTF8.GetString(await Harness.LogAsync(spec.Name, token));
        await Harness.Runtime.RemoveAsync(spec.Name, token);

        Assert.That(links, Has.One.Contains($"dpn{spec.Attempt.ToString()[2..14]}"));
        Assert.That(log, Does.StartWith("0\neth0\nlo\n").And.Contain("127.0.0.11"));
        Assert.That(await TestCommand.RunAsync($"{string.Join(' ', _internet.Enter)} ip -o link", token), Does.Not.Contain("dpn"));
    }

    [Test, CancelAfter(Patience)]
    public async Task Job_with_egress_is_refused_where_the_policy_cannot_be_kept(CancellationToken token)
    {
        await using DockerHarness helpless = new(
            socketPath: _internet.SocketPath, iptables: new Iptables(["/no/such/program"], TimeProvider.System));
        ContainerSpec spec = Spec("true");

        EngineDescription description = await helpless.Runtime.DescribeAsync(token);
        CreateOutcome outcome = await helpless.Runtime.CreateAsync(spec, token);

        Assert.That(description.Egress, Is.False);
        Assert.That(description.Findings, Has.One.Matches<EngineFinding>(finding => finding.Weight == FindingWeight.Limiting));
        Assert.That((outcome as CreateOutcome.Refused)?.Blame, Is.EqualTo(Blame.Host));
    }

    // A job that says its gateway, then round after round which addresses it reaches.
    private async Task<(ContainerSpec Spec, IAsyncEnumerator<string> Rounds)> ProbeAsync(CancellationToken token)
    {
        // Not wget's own -T: Debian 12's static busybox dies of it.
        string addresses = string.Join(' ', [TestInternet.Public, .. TestInternet.Private, TestInternet.Machine]);
        ContainerSpec spec = Spec(
            $$"""
            gateway=$(ip route | sed -n 's/default via \([0-9.]*\).*/\1/p'); echo $gateway
            while :; do
              line=; for a in {{addresses}} $gateway; do
                [ "$(timeout 3 wget -q -O - http://$a/ 2>/dev/null)" = reached ] && line="$line $a"
              done
              echo "$line"; sleep 0.2
            done
            """);
        Assert.That(await Harness.Runtime.CreateAsync(spec, token), Is.TypeOf<CreateOutcome.Created>());
        Assert.That(await Harness.Runtime.StartAsync(spec.Name, token), Is.EqualTo(new StartOutcome.Started()));
        return (spec, Harness.Runtime.LinesAsync(spec.Name, token).GetAsyncEnumerator(token));
    }

    private async Task<string> LastRoundAsync(ContainerSpec spec, CancellationToken token)
    {
        // Follow from the present end; the first line may be of a round that began before.
        int seen = 0;
        string last = "";
        int before = await CountAsync(spec, token);
        await foreach (string line in Harness.Runtime.LinesAsync(spec.Name, token))
        {
            last = line;
            if (++seen == before + 2)
            {
                break;
            }
        }

        return last;
    }

    private async Task<int> CountAsync(ContainerSpec spec, CancellationToken token)
    {
        string log = await TestCommand.RunAsync($"docker --host unix://{_internet.SocketPath} logs {spec.Name}", token);
        return log.Count(character => character == '\n');
    }

    private static string[] Reached(string round) => round.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private ContainerSpec Spec(string shell) =>
        Harness.Spec(shell, EngineImage.Parse("depin-test/egress:1")) with { Network = NetworkAccess.Egress };

    private async Task<string[]> TableAsync(CancellationToken token) =>
        (await TestCommand.RunAsync($"{string.Join(' ', _internet.Enter)} iptables -w 10 -S", token)).Split('\n');
}
