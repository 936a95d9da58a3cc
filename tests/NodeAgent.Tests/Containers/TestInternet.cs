using System.Diagnostics;

namespace DePin.NodeAgent.Tests.Containers;

/// <summary>
/// A machine with an engine, and a world around it, in two network namespaces: nothing of either is seen by the real
/// machine. The world has hosts with public, private, link-local and metadata addresses, each with a web server.
/// </summary>
internal sealed class TestInternet : IAsyncDisposable
{
    public const string Public = "203.0.113.10";

    /// <summary>The engine's machine itself, by its public address.</summary>
    public const string Machine = "203.0.113.2";

    public static readonly string[] Private =
        ["169.254.169.254", "10.9.8.7", "192.168.77.7", "172.31.1.1", "100.64.1.1", "198.18.0.1", "192.0.0.170"];

    private readonly string _id = Guid.NewGuid().ToString("N")[..8];
    private readonly string _folder = Directory.CreateTempSubdirectory("depin-internet-").FullName;
    private readonly List<Process> _processes = [];
    private Process? _engine;

    public string SocketPath => Path.Combine(_folder, "docker.sock");

    /// <summary>Runs a program in the machine's network.</summary>
    public string[] Enter => ["nsenter", $"--net=/run/netns/{Inside}"];

    private string Inside => $"dpi-{_id}";

    private string Outside => $"dpo-{_id}";

    public async Task BuildAsync(CancellationToken token)
    {
        string[] commands =
        [
            $"ip netns add {Inside}", $"ip netns add {Outside}",
            $"ip link add i{_id} netns {Inside} type veth peer name o{_id} netns {Outside}",
            $"ip -n {Inside} link set lo up", $"ip -n {Outside} link set lo up",
            $"ip -n {Inside} addr add {Machine}/24 dev i{_id}", $"ip -n {Inside} link set i{_id} up",
            $"ip -n {Outside} addr add 203.0.113.1/24 dev o{_id}", $"ip -n {Outside} addr add {Public}/24 dev o{_id}",
            $"ip -n {Outside} link set o{_id} up", $"ip -n {Inside} route add default via 203.0.113.1",
            .. Private.Select(address => $"ip -n {Outside} addr add {address}/32 dev lo"),
        ];
        foreach (string command in commands)
        {
            await TestCommand.RunAsync(command, token);
        }

        await File.WriteAllTextAsync(Path.Combine(_folder, "index.html"), "reached", token);
        foreach (string name in new[] { Inside, Outside })
        {
            _processes.Add(TestCommand.Start("nsenter", $"--net=/run/netns/{name}", "busybox", "httpd", "-f", "-p", "80", "-h", _folder));
        }

        await StartEngineAsync(token);
    }

    public async Task StartEngineAsync(CancellationToken token)
    {
        string words = Path.Combine(_folder, "dockerd.log");
        _engine = TestCommand.Start(
        [
            .. Enter, "sh", "-c", $"exec \"$@\" >>{words} 2>&1", "sh",
            "dockerd", "--data-root", Path.Combine(_folder, "data"), "--exec-root", Path.Combine(_folder, "exec"),
            "--pidfile", Path.Combine(_folder, "docker.pid"), "--host", $"unix://{SocketPath}", "--bridge", "none", "--live-restore",
        ]);
        while (!await AnswersAsync(token))
        {
            Assert.That(_engine.HasExited, Is.False, () => $"the private dockerd ended at its start: {File.ReadAllText(words)}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, token);
        }
    }

    public async Task KillEngineAsync(CancellationToken token)
    {
        // The process we started became nsenter's program: its pid is dockerd's.
        _engine!.Kill();
        await _engine.WaitForExitAsync(token);
        File.Delete(Path.Combine(_folder, "docker.pid"));

        // Its containerd died with it. Where PID 1 does not reap the dead, the next dockerd would take it for alive and wait for it.
        File.Delete(Path.Combine(_folder, "exec", "containerd", "containerd.pid"));
    }

    public async ValueTask DisposeAsync()
    {
        if (_engine is { HasExited: false })
        {
            await TestCommand.RunAsync($"kill {_engine.Id}", CancellationToken.None);
            await _engine.WaitForExitAsync();
        }

        foreach (Process process in _processes)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        foreach (string name in new[] { Inside, Outside })
        {
            await TestCommand.RunAsync($"ip netns delete {name}", CancellationToken.None);
        }

        // A dockerd that was killed leaves its root mounted on itself.
        foreach (string mount in File.ReadLines("/proc/self/mounts").Select(line => line.Split(' ')[1]).Reverse()
            .Where(mount => mount.StartsWith(_folder + "/", StringComparison.Ordinal)).ToList())
        {
            await TestCommand.RunAsync($"umount --lazy {mount}", CancellationToken.None);
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task<bool> AnswersAsync(CancellationToken token)
    {
        try
        {
            await TestCommand.RunAsync($"curl -sf --unix-socket {SocketPath} http://engine/_ping", token);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
