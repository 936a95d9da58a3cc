using System.CommandLine.Parsing;
using DePin.Attestation;

namespace DePin.Scheduler.Cli;

/// <summary>An account's address on the command line.</summary>
internal static class AddressText
{
    /// <summary>A parser for an option; adds an error that says what may be written.</summary>
    public static Address? Parse(ArgumentResult result)
    {
        string text = result.Tokens.Single().Value;
        if (Address.TryParse(text, null, out Address address))
        {
            return address;
        }

        result.AddError($"'{text}' is not an address: write 0x and 40 hexadecimal digits");
        return null;
    }
}
