using System.Diagnostics;

namespace DePin.NodeAgent.Tests.Cli;

/// <summary>Runs the real <c>depin-node</c> that lies beside the tests, in an environment of its own.</summary>
internal static class NodeProcess
{
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "depin-node");

    public static Task<NodeProcessResult> RunAsync(CancellationToken token, params string[] args) =>
        RunAsync(new Dictionary<string, string>(), args, token);

    public static async Task<NodeProcessResult> RunAsync(
        IReadOnlyDictionary<string, string> environment, IEnumerable<string> args, CancellationToken token)
    {
        using Process process = Start(environment, args);
        Task<string> output = process.StandardOutput.ReadToEndAsync(token);
        Task<string> error = process.StandardError.ReadToEndAsync(token);
        await process.WaitForExitAsync(token);
        return new NodeProcessResult((ExitCode)process.ExitCode, await output, await error);
    }

    public static Process Start(IReadOnlyDictionary<string, string> environment, IEnumerable<string> args)
    {
        ProcessStartInfo start = new(Program, args)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string variable in start.Environment.Keys.Where(name => name.StartsWith("DEPIN_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(variable);
        }

        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
