using System.CommandLine;
using DePin.Protocol.Wire;
using DePin.Scheduler.Client;

namespace DePin.Scheduler.Cli.Tokens;

/// <summary><c>token list</c>.</summary>
internal sealed class TokenListCommand : ClientCommand
{
    public TokenListCommand(CliEnvironment environment)
        : base("list", "List the API tokens, without their secrets.", environment) => AddCommonOptions();

    protected override async Task<ExitCode> RunAsync(SchedulerClient client, CliOutput output, ParseResult parse, CancellationToken token)
    {
        TokenList list = await client.TokensAsync(token);
        if (output.Json)
        {
            output.Value(list, WireJson.Default.TokenList);
            return ExitCode.Ok;
        }

        TextTable table = new("TOKEN", "NAME", "SCOPES", "CREATED", "EXPIRES");
        long now = Environment.Time.GetUtcNow().ToUnixTimeSeconds();
        foreach (TokenView view in list.Tokens)
        {
            Cell expiry = view.ExpiresAt is not { } end ? "never" : new Cell(Display.Time(end * 1000), end <= now ? Tone.Bad : Tone.Plain);
            table.Add(view.Id, view.Name, ScopeText.Of(view.Scopes), Display.Time(view.CreatedAt * 1000), expiry);
        }

        output.Table(table);
        return ExitCode.Ok;
    }
}
