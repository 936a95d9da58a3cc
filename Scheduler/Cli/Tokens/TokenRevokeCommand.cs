using System.CommandLine;
using DePin.Protocol.Wire;
using DePin.Scheduler.Client;

namespace DePin.Scheduler.Cli.Tokens;

/// <summary><c>token revoke TOKEN</c>.</summary>
internal sealed class TokenRevokeCommand : ClientCommand
{
    private readonly Argument<string> _token = new("TOKEN") { Description = "The token's id, as token list shows it; never its secret" };

    public TokenRevokeCommand(CliEnvironment environment)
        : base("revoke", "End an API token at once.", environment)
    {
        Add(_token);
        AddCommonOptions();
    }

    protected override async Task<ExitCode> RunAsync(SchedulerClient client, CliOutput output, ParseResult parse, CancellationToken token)
    {
        string id = parse.GetRequiredValue(_token);
        await client.RevokeTokenAsync(id, token);
        if (output.Json)
        {
            output.Value(await client.TokensAsync(token), WireJson.Default.TokenList);
        }
        else
        {
            output.Line($"token {id} is revoked");
        }

        return ExitCode.Ok;
    }
}
