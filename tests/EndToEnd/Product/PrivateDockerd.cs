using System.Globalization;

namespace DePin.EndToEnd.Product;

/// <summary>
/// A dockerd of our own, on its own socket and data root, so that a test may kill it without touching anyone else's containers.
/// It makes no bridge and no iptables rules: jobs with <c>network: none</c> need neither.
/// </summary>
internal sealed class PrivateDockerd : IAsyncDisposable
{
    private const int MostStarts = 3;
    private static readonly TimeSpan StartBound = TimeSpan.FromSeconds(60);
    private readonly string _root;
    private readonly bool _liveRestore;
    private ChildProcess? _process;

    private PrivateDockerd(string root, bool liveRestore)
    {
        _root = root;
        _liveRestore = liveRestore;
    }

    public string Socket => Path.Combine(_root, "docker.sock");

    public string LogFile => Path.Combine(_root, "dockerd.log");

    private string Host => $"unix://{Socket}";

    public static async Task<PrivateDockerd> StartAsync(string root, bool liveRestore, CancellationToken token)
    {
        Directory.CreateDirectory(root);
        PrivateDockerd daemon = new(root, liveRestore);
        await daemon.StartAsync(token);
        return daemon;
    }

    /// <summary>
    /// Starts the daemon, again where it gives up: after a kill −9 on a busy machine its containerd may need more than it
    /// waits for.
    /// </summary>
    public async Task StartAsync(CancellationToken token)
    {
        for (int attempt = 1; !await AnswersAsync(token); attempt++)
        {
            Assert.That(attempt, Is.LessThanOrEqualTo(MostStarts), () => _process!.Tail());
            await StartOnceAsync(token);
        }
    }

    private async Task<bool> AnswersAsync(CancellationToken token) =>
        _process is { HasExited: false } && (await Shell.TryAsync("docker", ["-H", Host, "version"], token)).ExitCode == 0;

    private async Task StartOnceAsync(CancellationToken token)
    {
        string[] arguments =
        [
            "--host", Host, "--data-root", Path.Combine(_root, "data"), "--exec-root", Path.Combine(_root, "exec"),
            "--pidfile", Path.Combine(_root, "docker.pid"), "--bridge", "none", "--iptables=false", "--ip6tables=false",
            $"--live-restore={(_liveRestore ? "true" : "false")}",
        ];
        _process = ChildProcess.Start("dockerd", arguments, LogFile);
        await Eventually.TrueAsync(
            async () => _process.HasExited || await AnswersAsync(token),
            StartBound,
            () => _process.Tail(),
            token);
    }

    public Task<string> DockerAsync(CancellationToken token, params string[] arguments) =>
        Shell.RunAsync("docker", ["-H", Host, .. arguments], token);

    /// <summary>Containers that run, or hang between made and running, without the daemon's knowledge.</summary>
    public async Task<IReadOnlyList<string>> StrayContainersAsync(CancellationToken token)
    {
        string running = await DockerAsync(token, "ps", "-q", "--no-trunc");
        return [.. (await ShimsAsync(token)).Select(shim => shim.Container).Where(id => !running.Contains(id, StringComparison.Ordinal))];
    }

    /// <summary>containerd's shim keeps a container's process whatever becomes of the daemon.</summary>
    private async Task<IReadOnlyList<(int Process, string Container)>> ShimsAsync(CancellationToken token)
    {
        ShellResult found = await Shell.TryAsync("pgrep", ["-a", "-f", $"containerd-shim.*{_root}/"], token);
        return
        [
            .. found.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split(' '))
                .Where(words => words.Contains("-id"))
                .Select(words => (int.Parse(words[0], CultureInfo.InvariantCulture), words[Array.IndexOf(words, "-id") + 1])),
        ];
    }

    public async Task KillAsync(CancellationToken token)
    {
        await _process!.KillAsync(token);
        File.Delete(Path.Combine(_root, "docker.pid"));

        // Its containerd died with it. Where PID 1 does not reap the dead, the next dockerd would take it for alive and wait for it.
        File.Delete(Path.Combine(_root, "exec", "containerd", "containerd.pid"));
    }

    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource bound = new(TimeSpan.FromSeconds(60));
        if (_process is { HasExited: false })
        {
            string ids = await DockerAsync(bound.Token, "ps", "-aq");
            string[] containers = ids.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            if (containers.Length > 0)
            {
                await DockerAsync(bound.Token, ["rm", "-fv", .. containers]);
            }

            await _process.StopAsync(bound.Token);
        }

        await (_process?.DisposeAsync() ?? ValueTask.CompletedTask);
        foreach ((int process, _) in await ShimsAsync(bound.Token))
        {
            await Shell.TryAsync("kill", ["-9", process.ToString(CultureInfo.InvariantCulture)], bound.Token);
        }

        foreach (string mount in MountsBelow(_root))
        {
            await Shell.TryAsync("umount", ["--lazy", mount], bound.Token);
        }
    }

    /// <summary>What a daemon that was killed left mounted, the newest first.</summary>
    private static string[] MountsBelow(string root) => File.ReadLines("/proc/self/mounts")
        .Select(line => line.Split(' ')[1])
        .Where(mount => mount.StartsWith(root + "/", StringComparison.Ordinal))
        .Reverse()
        .ToArray();
}
