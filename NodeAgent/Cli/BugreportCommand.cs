using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using DePin.Attestation.Keystores;
using DePin.NodeAgent.Configuration;
using DePin.NodeAgent.Owner;

namespace DePin.NodeAgent.Cli;

/// <summary>
/// <c>depin-node bugreport</c>: one file with all that helps to find a fault, read over for secrets by <see cref="Redaction"/>. It goes
/// nowhere by itself.
/// </summary>
internal static class BugreportCommand
{
    private const string Unit = "depin-node";
    private const string LogLines = "1000";

    private static readonly Option<string?> _to = new("--to")
    {
        Description = "Write it to FILE; '-' is standard output. Default: depin-bugreport-TIME.txt in this directory.",
        HelpName = "FILE",
    };

    public static Command Build(CliContext context)
    {
        Command command = new("bugreport", "Gather what helps to find a fault into one file, without passwords, keys and tokens.")
        {
            _to,
            CommonOptions.Json,
            CommonOptions.Socket,
        };
        command.SetAction(async (result, token) => (int)await RunAsync(context, result, token));
        return command;
    }

    private static async Task<ExitCode> RunAsync(CliContext context, ParseResult result, CancellationToken token)
    {
        List<BugreportPart> parts = await GatherAsync(context, result, token);
        string text = result.GetValue(CommonOptions.Json)
            ? JsonSerializer.Serialize(parts, CliJson.Default.ListBugreportPart) + "\n"
            : string.Concat(parts.Select(part => $"== {part.Name}\n{part.Text.TrimEnd()}\n\n"));
        string stamp = context.Time.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        string file = result.GetValue(_to) ?? $"depin-bugreport-{stamp}.txt";
        if (file == "-")
        {
            await context.Text.WriteAsync(text.AsMemory(), token);
            return ExitCode.Ok;
        }

        try
        {
            FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly.FileMode };
            await using FileStream stream = new(file, options);
            await stream.WriteAsync(Encoding.UTF8.GetBytes(text), token);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return await context.FailAsync(ExitCode.NotWell, $"{file} cannot be written: {problem.Message} Name another with --to.");
        }

        await context.Text.WriteLineAsync(
            $"Wrote {file}. Read it before you send it: names of hosts and images are in it, passwords, keys and tokens are not."
                .AsMemory(),
            token);
        return ExitCode.Ok;
    }

    private static async Task<List<BugreportPart>> GatherAsync(CliContext context, ParseResult result, CancellationToken token)
    {
        ConfigurationFile file = ConfigurationFile.Find(result.GetValue(CommonOptions.Config), context.Environment);
        NodeOptionsResult configuration = file.Read(context.Environment);
        string socket = result.GetValue(CommonOptions.Socket)
            ?? (configuration as NodeOptionsResult.Valid)?.Options.Socket ?? NodeOptions.DefaultSocket;
        using OwnerClient client = new(socket);
        return
        [
            Part("version", $"depin-node {AgentVersion.Number} {AgentVersion.Commit}, {RuntimeInformation.FrameworkDescription}, "
                + $"{RuntimeInformation.OSDescription}"),
            Part("configuration", configuration is NodeOptionsResult.Valid valid
                ? string.Join('\n', valid.Values.Select(value => $"{value.Key} = {value.Text} ({value.From})"))
                : string.Join('\n', ((NodeOptionsResult.Invalid)configuration).Errors)),
            Part("doctor", JsonSerializer.Serialize(
                await DoctorCommand.TakeAsync(context, file, fix: false, token), CliJson.Default.IReadOnlyListCheckResult)),
            Part("status", await AskedAsync(async () => JsonSerializer.Serialize(
                await client.GetStatusAsync(token), OwnerJson.Indented.NodeStatus))),
            Part("jobs", await AskedAsync(async () => JsonSerializer.Serialize(
                await client.GetAttemptsAsync(token), OwnerJson.Indented.IReadOnlyListOwnerAttempt))),
            Part("log", (await ProgramRun.RunAsync(
                ["journalctl", "--unit", Unit, "--lines", LogLines, "--no-pager", "--output", "short-iso"], token)).Output),
        ];
    }

    private static async Task<string> AskedAsync(Func<Task<string>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception problem) when (problem is ServiceUnreachableException or OwnerRefusedException)
        {
            return problem.Message;
        }
    }

    private static BugreportPart Part(string name, string text) => new(name, Redaction.Of(text));
}
