using System.Text.Json;
using System.Text.Json.Serialization;

namespace DePin.Scheduler.Cli;

/// <summary>
/// <c>~/.config/depin/scheduler.json</c>: the scheduler one usually calls. Its token is sent to its scheduler only, also when another
/// is named.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ConnectionFile
{
    private const int MaxBytes = 64 * 1024;

    public string? Scheduler { get; init; }

    /// <summary>File that holds the token, relative to this file.</summary>
    public string? TokenFile { get; init; }

    /// <summary>PEM file with the authorities to trust, relative to this file.</summary>
    public string? Ca { get; init; }

    /// <summary>Null when there is no such file.</summary>
    /// <exception cref="CommandException">It cannot be read as what it should be.</exception>
    public static ConnectionFile? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        string? why = null;
        try
        {
            if (new FileInfo(path).Length <= MaxBytes)
            {
                return JsonSerializer.Deserialize(File.ReadAllBytes(path), CliJson.Default.ConnectionFile) ?? new ConnectionFile();
            }

            why = $"it is larger than {MaxBytes} bytes";
        }
        catch (JsonException e)
        {
            why = e.Message;
        }

        throw new CommandException(
            ExitCode.Usage,
            $"the configuration file {path} is wrong: {why}",
            "It may hold: { \"scheduler\": URL, \"tokenFile\": FILE, \"ca\": FILE }.");
    }
}
