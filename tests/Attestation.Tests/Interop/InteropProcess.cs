using System.Diagnostics;
using System.Text.Json.Nodes;

namespace DePin.Attestation.Tests.Interop;

/// <summary>
/// <c>interop.mjs</c> in Node with the packages of its lock file: one process for all tests, since each start costs half a second. It
/// ends with
/// the standard input that it reads, so with this process at the latest. A machine without Node fails these tests.
/// </summary>
internal sealed class InteropProcess : IDisposable
{
    private static readonly Lazy<Task<InteropProcess>> Shared = new(StartAsync);

    private readonly Process _process;
    private readonly string _folder;
    private readonly SemaphoreSlim _turn = new(1);

    private InteropProcess(Process process, string folder)
    {
        _process = process;
        _folder = folder;
    }

    /// <summary>What ethers, viem or OpenZeppelin answer to a question of <c>interop.mjs</c>.</summary>
    public static async Task<JsonNode> AskAsync(string question, JsonObject parameters, CancellationToken token)
    {
        parameters["question"] = question;
        InteropProcess shared = await Shared.Value.WaitAsync(token);
        await shared._turn.WaitAsync(token);
        try
        {
            // Not given the token: half an exchange would leave its answer to the next question.
            await shared._process.StandardInput.WriteLineAsync(parameters.ToJsonString());
            await shared._process.StandardInput.FlushAsync(CancellationToken.None);
            string? line = await shared._process.StandardOutput.ReadLineAsync(CancellationToken.None);
            JsonNode reply = line is null ? throw new InvalidOperationException("interop.mjs ended") : JsonNode.Parse(line)!;
            return reply["answer"] ?? throw new InvalidOperationException($"interop.mjs {question}: {reply["error"]}");
        }
        finally
        {
            shared._turn.Release();
        }
    }

    /// <summary>Ends the process, if a test has started it; a start that failed has failed that test already.</summary>
    public static async Task StopAsync()
    {
        if (Shared.IsValueCreated && Shared.Value.IsCompletedSuccessfully)
        {
            (await Shared.Value).Dispose();
        }
    }

    /// <summary>Runs <c>verify-attestation.mjs</c> on a file, as the demo does.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> VerifyAsync(string file, CancellationToken token)
    {
        InteropProcess shared = await Shared.Value.WaitAsync(token);
        return await RunAsync("node", [Path.Combine(shared._folder, "verify-attestation.mjs"), file], token);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
        _turn.Dispose();
    }

    /// <summary>Not given a test's token: the end of the first test must not spoil it for the others.</summary>
    private static async Task<InteropProcess> StartAsync()
    {
        string script = Path.Combine(RepositoryRoot(), "tests", "Attestation.Tests", "interop", "prepare.sh");
        (int exitCode, string output, string error) = await RunAsync("bash", [script], CancellationToken.None);
        if (exitCode != 0)
        {
            throw new InvalidOperationException($"prepare.sh ended with {exitCode}: {error}");
        }

        string folder = output.Trim();
        ProcessStartInfo start = new("node", [Path.Combine(folder, "interop.mjs")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        return new InteropProcess(Process.Start(start)!, folder);
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(
        string program,
        string[] arguments,
        CancellationToken token)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(token);
            Task<string> error = process.StandardError.ReadToEndAsync(token);
            await process.WaitForExitAsync(token);
            return (process.ExitCode, await output, await error);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static string RepositoryRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "DePin.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("these tests run inside the repository: no DePin.sln above them");
    }
}
