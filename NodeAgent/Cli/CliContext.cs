using Spectre.Console;

namespace DePin.NodeAgent.Cli;

/// <summary>What every verb needs of its surroundings.</summary>
/// <param name="Out">Answers, for people: colours and live display only on a terminal, never under <c>NO_COLOR</c>.</param>
/// <param name="Text">Answers, for programs.</param>
/// <param name="Error">What went wrong and what to do next.</param>
/// <param name="Environment">The variables of the process.</param>
internal sealed record CliContext(
    IAnsiConsole Out, TextWriter Text, TextWriter Error, TimeProvider Time, IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>Columns of a table that goes into a pipe or file: nothing wraps there, the reader's tools decide.</summary>
    private const int PipeWidth = 250;

    public static CliContext ForProcess()
    {
        bool piped = Console.IsOutputRedirected;
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = piped ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = piped ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = piped ? InteractionSupport.No : InteractionSupport.Detect,
            Out = new AnsiConsoleOutput(Console.Out),
        });
        if (piped)
        {
            console.Profile.Width = PipeWidth;
        }

        return new CliContext(console, Console.Out, Console.Error, TimeProvider.System, Variables());
    }

    /// <summary>One complaint on standard error, and the exit code that goes with it.</summary>
    public async Task<ExitCode> FailAsync(ExitCode code, string message)
    {
        await Error.WriteLineAsync($"depin-node: {message}");
        return code;
    }

    private static Dictionary<string, string> Variables()
    {
        Dictionary<string, string> variables = [];
        foreach (System.Collections.DictionaryEntry variable in System.Environment.GetEnvironmentVariables())
        {
            variables[(string)variable.Key] = (string?)variable.Value ?? "";
        }

        return variables;
    }
}
