using System.CommandLine;

namespace DePin.Scheduler.Cli.Tokens;

/// <summary>The verbs about API tokens.</summary>
internal sealed class TokenGroup : Command
{
    public TokenGroup(CliEnvironment environment)
        : base("token", "Make, list and revoke API tokens.")
    {
        Add(new TokenCreateCommand(environment));
        Add(new TokenListCommand(environment));
        Add(new TokenRevokeCommand(environment));
    }
}
