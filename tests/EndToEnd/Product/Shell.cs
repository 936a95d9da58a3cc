using System.Diagnostics;

namespace DePin.EndToEnd.Product;

/// <summary>Runs a program to its end and hands back what it said.</summary>
internal static class Shell
{
    /// <exception cref="InvalidOperationException">It ended with another code than 0; the message holds its output.</exception>
    public static async Task<string> RunAsync(string file, IEnumerable<string> arguments, CancellationToken token)
    {
        string[] argumentArray = [.. arguments];
        ShellResult result = await TryAsync(file, argumentArray, token);
        return result.ExitCode == 0
            ? result.Output
            : throw new InvalidOperationException(
                $"{file} {string.Join(' ', argumentArray)} ended with {result.ExitCode}: {result.Output}{result.Error}");
    }

    public static async Task<ShellResult> TryAsync(
        string file,
        IEnumerable<string> arguments,
        CancellationToken token,
        IReadOnlyDictionary<string, string>? environment = null)
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

        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(token);
        Task<string> error = process.StandardError.ReadToEndAsync(token);
        try
        {
            await process.WaitForExitAsync(token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return new ShellResult(process.ExitCode, await output, await error);
    }
}
