using System.ComponentModel;
using System.Diagnostics;

namespace DePin.NodeAgent;

/// <summary>Runs a program of the machine for its answer.</summary>
internal static class ProgramRun
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(20);

    /// <returns>Exit code, and both outputs; −1 where there is no such program or it does not end in time.</returns>
    public static async Task<(int Code, string Output)> RunAsync(IReadOnlyList<string> words, CancellationToken token)
    {
        using CancellationTokenSource limit = new(_limit, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, token);
        ProcessStartInfo start = new(words[0], words.Skip(1))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["LC_ALL"] = "C.UTF-8" },
        };
        try
        {
            using Process process = Process.Start(start)!;
            try
            {
                Task<string> output = process.StandardOutput.ReadToEndAsync(either.Token);
                Task<string> errors = process.StandardError.ReadToEndAsync(either.Token);
                await process.WaitForExitAsync(either.Token);
                return (process.ExitCode, await output + await errors);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                token.ThrowIfCancellationRequested();
                return (-1, $"'{words[0]}' did not end within {_limit.TotalSeconds:0} s");
            }
        }
        catch (Win32Exception problem)
        {
            return (-1, $"'{words[0]}' cannot be run: {problem.Message}");
        }
    }
}
