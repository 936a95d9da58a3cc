using System.CommandLine;
using DePin.Attestation;
using DePin.Protocol.Wire;
using DePin.Scheduler.Client;

namespace DePin.Scheduler.Cli.Nodes;

/// <summary>The argument <c>NODE</c>: an address, or the beginning of one.</summary>
internal static class NodeArgument
{
    private const int MinDigits = 4;

    public static Argument<string> Create() => new("NODE") { Description = $"The node's address, or its first {MinDigits} digits or more" };

    /// <exception cref="CommandException">No address, or not the beginning of just one node's.</exception>
    public static async Task<Address> FindAsync(SchedulerClient client, string text, CancellationToken token)
    {
        if (Address.TryParse(text, null, out Address whole))
        {
            return whole;
        }

        string digits = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text[2..] : text;
        if (digits.Length < MinDigits || !digits.All(char.IsAsciiHexDigit))
        {
            throw new CommandException(
                ExitCode.Usage,
                $"'{text}' is not a node's address",
                "Give it as node list shows it: 0x and 40 digits, or the first few of them.");
        }

        string prefix = "0x" + digits.ToLowerInvariant();
        NodeList list = await client.NodesAsync(token);
        Address[] found =
        [
            .. list.Nodes.Select(node => node.Address).Where(address => address.ToString().StartsWith(prefix, StringComparison.Ordinal)),
        ];
        return found.Length switch
        {
            1 => found[0],
            0 => throw new CommandException(ExitCode.Refused, $"no node's address begins with {prefix}", "See node list."),
            _ => throw new CommandException(ExitCode.Usage, $"{found.Length} nodes' addresses begin with {prefix}", "Give more digits."),
        };
    }
}
