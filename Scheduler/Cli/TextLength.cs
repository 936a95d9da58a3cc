using System.CommandLine.Parsing;

namespace DePin.Scheduler.Cli;

/// <summary>Refuses an empty or over-long text, with the limit in the message.</summary>
internal static class TextLength
{
    public static Action<OptionResult> AtMost(int characters) => result =>
    {
        if (result.Tokens.Count == 1 && result.Tokens[0].Value.Length is var length && (length == 0 || length > characters))
        {
            result.AddError($"{result.Option.Name}: give 1 to {characters} characters, not {length}");
        }
    };
}
