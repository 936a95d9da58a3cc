using System.Text;
using Microsoft.Win32.SafeHandles;

namespace DePin.Scheduler.Cli;

/// <summary>What a command may touch of the process it runs in, so that a test can be that process.</summary>
internal sealed record CliEnvironment
{
    /// <summary>Standard output: a result as text, or a log's raw bytes.</summary>
    public required Stream Output { get; init; }

    /// <summary>Standard error: errors, progress, whatever is not the result.</summary>
    public required TextWriter Error { get; init; }

    public required bool OutputIsTerminal { get; init; }

    public required bool ErrorIsTerminal { get; init; }

    /// <summary>Columns of the terminal.</summary>
    public required int Width { get; init; }

    /// <summary>An environment variable; null when it is unset or empty.</summary>
    public required Func<string, string?> Variable { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>Colours only on a terminal, and never when NO_COLOR says so (https://no-color.org).</summary>
    public bool Colours => OutputIsTerminal && Variable("NO_COLOR") is null && Variable("TERM") != "dumb";

    public static CliEnvironment OfProcess() => new()
    {
        Output = StandardOutput(),
        Error = new StreamWriter(Console.OpenStandardError(), new UTF8Encoding(false)) { AutoFlush = true },
        OutputIsTerminal = !Console.IsOutputRedirected,
        ErrorIsTerminal = !Console.IsErrorRedirected,
        Width = Console.IsOutputRedirected ? int.MaxValue : Math.Max(40, Console.WindowWidth),
        Variable = name => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null,
        Time = TimeProvider.System,
    };

    /// <summary>
    /// .NET's console stream hides that a pipe's reader went away, and a log would be fetched for nobody. A file needs its shared
    /// offset.
    /// </summary>
    private static Stream StandardOutput()
    {
        if (Console.IsOutputRedirected)
        {
            FileStream raw = new(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            if (!raw.CanSeek)
            {
                return raw;
            }
        }

        return Console.OpenStandardOutput();
    }
}
