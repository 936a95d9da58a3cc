using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using DePin.Benchmark.Machine;
using DePin.EndToEnd.Tidy;

namespace DePin.EndToEnd.Bench;

/// <summary>Programs that are known to reach a machine's limits. One that is not installed measures nothing.</summary>
internal sealed class MachinePeers : IAsyncDisposable
{
    private const long MemoryBytes = 1L << 30;
    private const long DiskMebibytes = 256;

    private readonly string _directory;
    private readonly string? _compiled;

    private MachinePeers(string directory, string? compiled)
    {
        _directory = directory;
        _compiled = compiled;
    }

    private string Source => Path.Combine(_directory, "random");

    private string Target => Path.Combine(_directory, "target");

    public static async Task<MachinePeers> CreateAsync(string directory, CancellationToken token)
    {
        string program = Path.Combine(directory, "machine-peer");
        string source = SourceTree.FullPath("tests/EndToEnd/Bench/machine-peer.c");
        string? output = await RunAsync("gcc", ["-O3", "-march=native", "-pthread", source, "-o", program], token);
        if (output is null)
        {
            await TestContext.Progress.WriteLineAsync("gcc is not here: processor and memory have no peer (apt-get install gcc libc6-dev)");
        }

        MachinePeers peers = new(directory, output is null ? null : program);
        await RunAsync("dd", ["if=/dev/urandom", $"of={peers.Source}", "bs=1M", $"count={DiskMebibytes}"], token);
        return peers;
    }

    public static string NameOf(MachineFigure figure) => figure switch
    {
        MachineFigure.CpuSha256OneCore or MachineFigure.CpuSha256AllCores => "openssl speed",
        MachineFigure.DiskWrite => "dd conv=fsync",
        MachineFigure.DiskRead => "dd iflag=direct",
        MachineFigure.MemoryCopy => "memcpy in C",
        _ => "gcc -O3 -march=native",
    };

    /// <summary>The peer's rate in the figure's unit; null where there is none for it.</summary>
    public Task<double?> MeasureAsync(MachineFigure figure, MachineFacts machine, CancellationToken token)
    {
        int cores = (int)Math.Ceiling(machine.UsableCores());
        return figure switch
        {
            MachineFigure.CpuFp32OneCore => CompiledAsync("fp32", 1, token),
            MachineFigure.CpuFp32AllCores => CompiledAsync("fp32", cores, token),
            MachineFigure.CpuSha256OneCore => OpenSslAsync(1, token),
            MachineFigure.CpuSha256AllCores => OpenSslAsync(cores, token),
            MachineFigure.MemoryRead => CompiledAsync("read", cores, token),
            MachineFigure.MemoryCopy => CompiledAsync("copy", cores, token),
            MachineFigure.MemoryTriad => CompiledAsync("triad", cores, token),
            MachineFigure.DiskWrite => DdAsync([$"if={Source}", $"of={Target}", "bs=2M", "conv=fsync"], token),
            MachineFigure.DiskRead => DdAsync([$"if={Source}", "of=/dev/null", "bs=2M", "iflag=direct"], token),
            _ => Task.FromResult<double?>(null),
        };
    }

    public ValueTask DisposeAsync()
    {
        File.Delete(Source);
        File.Delete(Target);
        return ValueTask.CompletedTask;
    }

    private async Task<double?> CompiledAsync(string kind, int threads, CancellationToken token)
    {
        string[] args = [kind, threads.ToString(CultureInfo.InvariantCulture), MemoryBytes.ToString(CultureInfo.InvariantCulture)];
        string? output = _compiled is null ? null : await RunAsync(_compiled, args, token);
        return output is null ? null : double.Parse(output, CultureInfo.InvariantCulture);
    }

    /// <summary>Its last word is thousands of bytes per second, such as <c>1535390.85k</c>.</summary>
    private static async Task<double?> OpenSslAsync(int processes, CancellationToken token)
    {
        string count = processes.ToString(CultureInfo.InvariantCulture);
        string? output = await RunAsync("openssl", ["speed", "-seconds", "1", "-bytes", "65536", "-multi", count, "-evp", "sha256"], token);
        string? last = output?.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).LastOrDefault();
        return last is [.., 'k'] ? double.Parse(last[..^1], CultureInfo.InvariantCulture) * 1000 : null;
    }

    private async Task<double?> DdAsync(string[] args, CancellationToken token)
    {
        long start = TimeProvider.System.GetTimestamp();
        string? output = await RunAsync("dd", args, token);
        return output is null ? null : (DiskMebibytes << 20) / TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>What the program wrote to standard output; null when it is not installed or failed.</summary>
    private static async Task<string?> RunAsync(string program, string[] args, CancellationToken token)
    {
        try
        {
            ProcessStartInfo start = new(program, args) { RedirectStandardOutput = true, RedirectStandardError = true };
            using Process process = Process.Start(start)!;
            Task<string> error = process.StandardError.ReadToEndAsync(token);
            string output = await process.StandardOutput.ReadToEndAsync(token);
            await process.WaitForExitAsync(token);
            if (process.ExitCode != 0)
            {
                await TestContext.Progress.WriteLineAsync($"{program} ended with {process.ExitCode}: {await error}");
            }

            return process.ExitCode == 0 ? output : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
