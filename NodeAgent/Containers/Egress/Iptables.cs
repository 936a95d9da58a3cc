using System.Diagnostics;

namespace DePin.NodeAgent.Containers.Egress;

/// <summary>
/// The <c>iptables</c> programs of this machine: the same that the engine uses, so that its rules and ours are in one table.
/// </summary>
/// <param name="prefix">Run in front of the program, such as <c>nsenter --net=…</c>; empty for this network namespace.</param>
/// <param name="time">Drives the time limit.</param>
internal sealed class Iptables(IReadOnlyList<string> prefix, TimeProvider time)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    // The lock on the tables is shared with the engine; it holds it for milliseconds.
    private static readonly string[] WaitForLock = ["-w", "10"];

    /// <summary>The filter table, a rule a line.</summary>
    public Task<IptablesResult> ListAsync(CancellationToken token) => RunAsync("iptables", [.. WaitForLock, "-S"], null, token);

    public Task<IptablesResult> RunAsync(EgressStep step, CancellationToken token) => step switch
    {
        EgressStep.Run run => RunAsync("iptables", [.. WaitForLock, .. run.Arguments], null, token),
        EgressStep.Restore restore => RunAsync("iptables-restore", [.. WaitForLock, "--noflush"], restore.Script, token),
        _ => throw new UnreachableException(),
    };

    private async Task<IptablesResult> RunAsync(string program, string[] arguments, string? input, CancellationToken token)
    {
        string[] words = [.. prefix, program, .. arguments];
        ProcessStartInfo start = new(words[0], words[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // Messages are read by this program.
            Environment = { ["LC_ALL"] = "C" },
        };
        try
        {
            using Process process = Process.Start(start)!;
            return await FinishAsync(process, input, token);
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            return new IptablesResult(-1, [], $"'{words[0]}' cannot be run: {error.Message}");
        }
    }

    private async Task<IptablesResult> FinishAsync(Process process, string? input, CancellationToken token)
    {
        using CancellationTokenSource limit = new(Limit, time);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, token);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(both.Token);
            Task<string> errors = process.StandardError.ReadToEndAsync(both.Token);
            await process.StandardInput.WriteAsync(input.AsMemory(), both.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(both.Token);
            string[] lines = (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            return new IptablesResult(process.ExitCode, lines, (await errors).Trim());
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            token.ThrowIfCancellationRequested();
            return new IptablesResult(-1, [], $"no end within {Limit.TotalSeconds:0} s");
        }
    }
}
