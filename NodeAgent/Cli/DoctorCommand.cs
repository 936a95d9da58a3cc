using System.CommandLine;
using System.Net;
using System.Text.Json;
using DePin.NodeAgent.Configuration;
using DePin.NodeAgent.Doctor;

namespace DePin.NodeAgent.Cli;

/// <summary><c>depin-node doctor</c>: what keeps this machine from earning, and the exact fix; exit code 1 when something does.</summary>
internal static class DoctorCommand
{
    private static readonly Option<bool> _fix = new("--fix")
    {
        Description = "Mend what is safe to mend: modes of files, directories that are missing. Doing it twice does nothing more.",
    };

    private static readonly Option<bool> _all = new("--all") { Description = "Show also what is as it should be." };

    public static Command Build(CliContext context)
    {
        Command command = new("doctor", "Check everything this node needs: configuration, key, scheduler, clock, engine, GPUs, disk.")
        {
            _fix,
            _all,
            CommonOptions.Json,
        };
        command.SetAction(async (result, token) => (int)await ExamineAsync(context, result, token));
        return command;
    }

    /// <summary>Looks, mends where it may, and looks again.</summary>
    public static async Task<IReadOnlyList<CheckResult>> TakeAsync(
        CliContext context, ConfigurationFile file, bool fix, CancellationToken token)
    {
        FactsReader reader = new(file, context.Environment, context.Time, Dns.GetHostAddressesAsync);
        IReadOnlyList<CheckResult> results = Examination.Of(await reader.ReadAsync(token));
        if (!fix || !results.Any(result => result.Fixable))
        {
            return results;
        }

        foreach (CheckResult result in results.Where(result => result.Fixable))
        {
            await context.Error.WriteLineAsync(Mend(result));
        }

        return Examination.Of(await reader.ReadAsync(token));
    }

    private static async Task<ExitCode> ExamineAsync(CliContext context, ParseResult result, CancellationToken token)
    {
        ConfigurationFile file = ConfigurationFile.Find(result.GetValue(CommonOptions.Config), context.Environment);
        IReadOnlyList<CheckResult> results = await TakeAsync(context, file, result.GetValue(_fix), token);
        if (result.GetValue(CommonOptions.Json))
        {
            string text = JsonSerializer.Serialize(results, CliJson.Default.IReadOnlyListCheckResult);
            await context.Text.WriteLineAsync(text.AsMemory(), token);
        }
        else
        {
            DoctorScreen.Show(context.Out, results, result.GetValue(_all));
        }

        return results.Any(check => check.Status == CheckStatus.Fail) ? ExitCode.NotWell : ExitCode.Ok;
    }

    private static string Mend(CheckResult result)
    {
        try
        {
            result.Repair!.Apply();
            return $"mended {result.Check}: {result.Message}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"could not mend {result.Check}: {e.Message} Run 'sudo depin-node doctor --fix'.";
        }
    }
}
