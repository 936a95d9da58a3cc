using System.CommandLine;
using System.CommandLine.Parsing;

namespace DePin.Scheduler.Cli;

/// <summary>A command line that cannot be understood: what is wrong with it, and where help is.</summary>
internal static class UsageError
{
    public static void Write(ParseResult parse, TextWriter writer)
    {
        foreach (ParseError error in parse.Errors)
        {
            string[] words = error.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            writer.WriteLine($"error: {Printable.Line(string.Join(' ', words))}");
        }

        writer.WriteLine($"  See '{Name(parse.CommandResult)} --help'.");
    }

    private static string Name(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{Name(parent)} {command.Command.Name}" : "depin-scheduler";
}
