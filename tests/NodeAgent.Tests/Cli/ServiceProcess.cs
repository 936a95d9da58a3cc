using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using DePin.NodeAgent.Gpus.Worker;

namespace DePin.NodeAgent.Tests.Cli;

/// <summary><c>depin-node run</c> with neither scheduler nor engine: what it says to its owner needs neither.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private static readonly TimeSpan _bound = TimeSpan.FromSeconds(120);

    private readonly TemporaryDirectory _directory = new();
    private readonly Process _process;
    private readonly ConcurrentQueue<string?> _log = [];

    private ServiceProcess(string? gpuRoot)
    {
        Configure("");
        Dictionary<string, string> environment = [];
        if (gpuRoot is not null)
        {
            environment[WorkerStart.RootVariable] = gpuRoot;
        }

        _process = NodeProcess.Start(environment, ["run", "--config", Config]);
        _process.OutputDataReceived += (_, line) => _log.Enqueue(line.Data);
        _process.ErrorDataReceived += (_, line) => _log.Enqueue(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Config => _directory["node.yaml"];

    public string Socket => _directory["api.sock"];

    public int Id => _process.Id;

    public string Log => string.Join('\n', _log);

    /// <param name="gpuRoot">Of a simulated machine; null for this one's GPUs.</param>
    public static ServiceProcess Start(string? gpuRoot) => new(gpuRoot);

    /// <summary>Writes its configuration, with these lines behind what it needs.</summary>
    public void Configure(string more) => File.WriteAllText(Config, $$"""
        scheduler: { url: "http://127.0.0.1:9" }
        beneficiary: "0x00000000000000000000000000000000000000b0"
        stateDirectory: {{_directory.Path}}/state
        socket: {{Socket}}
        key: { plain: true, file: {{_directory.Path}}/key }
        gpus: { acceptSimulated: true }
        {{(more.Contains("containers:", StringComparison.Ordinal) ? "" : $"containers: {{ socket: {Engine} }}")}}
        {{more}}
        """);

    /// <summary>Nobody listens there.</summary>
    public string Engine => _directory["no-engine.sock"];

    public Task<NodeProcessResult> OwnerAsync(CancellationToken token, params string[] verb) =>
        NodeProcess.RunAsync(token, [.. verb, "--config", Config]);

    /// <summary>Asks as the owner would until the status is as it should be.</summary>
    public async Task SeesAsync(Func<JsonElement, bool> holds, CancellationToken token)
    {
        long began = TimeProvider.System.GetTimestamp();
        string seen = "";
        while (TimeProvider.System.GetElapsedTime(began) < _bound)
        {
            Assert.That(_process.HasExited, Is.False, () => Log);
            seen = (await NodeProcess.RunAsync(token, "status", "--json", "--socket", Socket)).Output;
            if (seen.Length > 0)
            {
                using JsonDocument status = JsonDocument.Parse(seen);
                if (holds(status.RootElement))
                {
                    return;
                }
            }

            await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, token);
        }

        Assert.Fail($"not within {_bound.TotalSeconds} s: {seen}\n{Log}");
    }

    public async Task<IReadOnlyList<int>> WorkersAsync(CancellationToken token) =>
        [.. (await ShellAsync($"cat /proc/{_process.Id}/task/*/children", token)).Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(word => int.Parse(word, System.Globalization.CultureInfo.InvariantCulture))];

    public double CpuSeconds()
    {
        _process.Refresh();
        return _process.TotalProcessorTime.TotalSeconds;
    }

    public int Threads()
    {
        _process.Refresh();
        return _process.Threads.Count;
    }

    public static async Task<string> ShellAsync(string command, CancellationToken token)
    {
        using Process shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command]) { RedirectStandardOutput = true })!;
        string output = await shell.StandardOutput.ReadToEndAsync(token);
        await shell.WaitForExitAsync(token);
        return output;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _directory.Dispose();
    }
}
