using System.CommandLine;
using DePin.Protocol.Wire;
using DePin.Scheduler.Client;

namespace DePin.Scheduler.Cli.Tokens;

/// <summary><c>token create NAME</c>.</summary>
internal sealed class TokenCreateCommand : ClientCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = "What people call it: who uses it, and where" };

    private readonly Option<string[]> _scopes = new("--scope")
    {
        HelpName = "SCOPE",
        Description = $"What it may do: {string.Join(", ", ScopeText.Names)}. May be repeated",
        Required = true,
    };

    private readonly Option<TimeSpan?> _expires = new("--expires")
    {
        HelpName = "TIME",
        Description = "When it stops working: 90m, 12h, 30d [default: never]",
        CustomParser = Lifetime.Parse,
    };

    private readonly Option<string?> _to = new("--to")
    {
        HelpName = "FILE",
        Description = "Write the secret into this new file, for --token-file, instead of showing it",
    };

    public TokenCreateCommand(CliEnvironment environment)
        : base("create", "Make an API token. Its secret is shown this once; the scheduler keeps only a hash of it.", environment)
    {
        _scopes.AcceptOnlyFromAmong(ScopeText.Names);
        Add(_name);
        Add(_scopes);
        Add(_expires);
        Add(_to);
        AddCommonOptions();
    }

    protected override async Task<ExitCode> RunAsync(SchedulerClient client, CliOutput output, ParseResult parse, CancellationToken token)
    {
        // Opened before the token exists: a secret that cannot be kept must not be made.
        using FileStream? file = parse.GetValue(_to) is { } path ? CreatePrivate(path) : null;
        TokenScope[] scopes =
        [
            .. parse.GetRequiredValue(_scopes).Select(scope => Enum.Parse<TokenScope>(scope, ignoreCase: true)).Distinct(),
        ];
        TokenRequest request = new(parse.GetRequiredValue(_name), scopes, (long?)parse.GetValue(_expires)?.TotalSeconds);
        TokenGrant grant = await client.CreateTokenAsync(request, token);
        if (file is not null)
        {
            await file.WriteAsync(System.Text.Encoding.ASCII.GetBytes(grant.Secret + "\n"), token);
            output.Note($"the secret is in {file.Name}");
            grant = grant with { Secret = "" };
        }

        if (output.Json)
        {
            output.Value(grant, WireJson.Default.TokenGrant);
            return ExitCode.Ok;
        }

        output.Note($"token {grant.Token.Id} ({grant.Token.Name}) may {ScopeText.Of(grant.Token.Scopes)}, {Expiry(grant.Token)}");
        if (file is null)
        {
            output.Line(grant.Secret);
        }

        return ExitCode.Ok;
    }

    private static string Expiry(TokenView token) => token.ExpiresAt is { } end ? $"until {Display.Time(end * 1000)}" : "without end";

    private static FileStream CreatePrivate(string path) => new(path, new FileStreamOptions
    {
        Mode = FileMode.CreateNew,
        Access = FileAccess.Write,
        UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
    });
}
