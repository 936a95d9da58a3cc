using System.Text;
using System.Text.Json;
using DePin.Scheduler.Cli;

namespace DePin.Scheduler.Tests.Cli;

/// <summary>One command line, run in this process to its end.</summary>
internal sealed record CliRun(ExitCode Code, byte[] OutputBytes, string Error)
{
    public const string Token = "test-token-0123456789";

    public string Output => Encoding.UTF8.GetString(OutputBytes);

    public JsonElement Json => JsonElement.Parse(OutputBytes);

    /// <summary>Runs against a fake, with a token.</summary>
    public static Task<CliRun> AgainstAsync(FakeScheduler fake, CancellationToken token, params string[] arguments) =>
        InAsync(new() { ["DEPIN_SCHEDULER"] = fake.Url.ToString(), ["DEPIN_TOKEN"] = Token }, token, arguments);

    /// <summary>Runs without any scheduler.</summary>
    public static Task<CliRun> AloneAsync(CancellationToken token, params string[] arguments) => InAsync([], token, arguments);

    public static async Task<CliRun> InAsync(Dictionary<string, string> variables, CancellationToken token, params string[] arguments)
    {
        using MemoryStream output = new();
        using StringWriter error = new();
        int code = await CommandTree.RunAsync(arguments, Environment(variables, output, error), token);
        return new CliRun((ExitCode)code, output.ToArray(), error.ToString());
    }

    public static CliEnvironment Environment(Dictionary<string, string> variables, Stream output, TextWriter error) => new()
    {
        Output = output,
        Error = error,
        OutputIsTerminal = false,
        ErrorIsTerminal = false,
        Width = 120,
        Variable = variables.GetValueOrDefault,
        Time = TimeProvider.System,
    };
}
