using System.Text.Json;
using DePin.Scheduler.Server;

namespace DePin.Scheduler.Cli;

/// <summary>The file of <c>serve --config</c>: JSON, comments allowed, unknown members refused.</summary>
internal static class SchedulerOptionsFile
{
    private const int MaxBytes = 1024 * 1024;

    /// <exception cref="CommandException">It is too large, not JSON, or has a member that does not exist or has a wrong value.</exception>
    public static SchedulerOptions Read(string path)
    {
        if (new FileInfo(path).Length > MaxBytes)
        {
            throw Refuse(path, $"it is larger than {MaxBytes} bytes");
        }

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), SchedulerOptionsJson.Default.SchedulerOptions)
                ?? throw Refuse(path, "it is null");
        }
        catch (JsonException e)
        {
            throw Refuse(path, e.Message);
        }
    }

    private static CommandException Refuse(string path, string why) => new(
        ExitCode.Usage,
        $"the configuration file {path} is wrong: {why}",
        """It holds SchedulerOptions, e.g. { "listen": ["http://127.0.0.1:7878"], "reassignAfter": "00:02:00" }.""");
}
