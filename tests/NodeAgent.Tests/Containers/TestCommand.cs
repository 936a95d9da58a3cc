using System.Diagnostics;

namespace DePin.NodeAgent.Tests.Containers;

/// <summary>Runs a program of the machine to its end.</summary>
internal static class TestCommand
{
    /// <exception cref="InvalidOperationException">It failed; the message has its words.</exception>
    public static async Task<string> RunAsync(string commandLine, CancellationToken token)
    {
        string[] words = commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        ProcessStartInfo start = new(words[0], words[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(token);
        string output = await process.StandardOutput.ReadToEndAsync(token);
        await process.WaitForExitAsync(token);
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"'{commandLine}' ended with {process.ExitCode}: {output}{await errors}");
    }

    /// <summary>Starts one that goes on; its words are dropped.</summary>
    public static Process Start(params string[] words)
    {
        ProcessStartInfo start = new(words[0], words[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        Process process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
