using System.CommandLine.Parsing;

namespace DePin.Scheduler.Cli;

/// <summary>Refuses a number outside its range, with the range in the message.</summary>
internal static class NumberRange
{
    public static Action<OptionResult> Of(long least, long most) => result =>
    {
        string? text = result.Tokens.Count == 1 ? result.Tokens[0].Value : null;
        if (long.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out long value) && (value < least || value > most))
        {
            result.AddError($"{result.Option.Name} {value}: give a number from {least} to {most}");
        }
    };
}
