using System.Diagnostics;

namespace DePin.EndToEnd.Product;

/// <summary>A program under test: its output goes to a file, it can be killed at any moment, and it never outlives its owner.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StreamWriter _log;
    private readonly Lock _writing = new();

    private ChildProcess(Process process, string logFile)
    {
        _process = process;
        LogFile = logFile;
        _log = new StreamWriter(new FileStream(logFile, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };
        process.OutputDataReceived += (_, line) => Write(line.Data);
        process.ErrorDataReceived += (_, line) => Write(line.Data);
    }

    public string LogFile { get; }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    public static ChildProcess Start(
        string file, IEnumerable<string> arguments, string logFile, IReadOnlyDictionary<string, string>? environment = null)
    {
        ProcessStartInfo start = new(file, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        Process process = new() { StartInfo = start, EnableRaisingEvents = true };
        ChildProcess child = new(process, logFile);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return child;
    }

    /// <summary>SIGKILL, as a power cut or the OOM killer would: no chance to tidy up.</summary>
    public async Task KillAsync(CancellationToken token)
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync(token);
    }

    /// <summary>SIGTERM, then waits for the end.</summary>
    public async Task<int> StopAsync(CancellationToken token)
    {
        if (!_process.HasExited)
        {
            await Shell.RunAsync("kill", ["-TERM", $"{Id}"], token);
        }

        await _process.WaitForExitAsync(token);
        return _process.ExitCode;
    }

    public async Task<int> WaitForExitAsync(CancellationToken token)
    {
        await _process.WaitForExitAsync(token);
        return _process.ExitCode;
    }

    /// <summary>The end of its output, for a failed test's message.</summary>
    public string Tail(int characters = 6000)
    {
        using StreamReader reader = new(new FileStream(LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        string text = reader.ReadToEnd();
        return text.Length <= characters ? text : text[^characters..];
    }

    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource bound = new(TimeSpan.FromSeconds(10));
        await KillAsync(bound.Token);
        _process.Dispose();
        lock (_writing)
        {
            _log.Dispose();
        }
    }

    private void Write(string? line)
    {
        lock (_writing)
        {
            if (line is not null && _log.BaseStream.CanWrite)
            {
                _log.WriteLine(line);
            }
        }
    }
}
