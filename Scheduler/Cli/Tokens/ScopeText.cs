using DePin.Protocol.Wire;

namespace DePin.Scheduler.Cli.Tokens;

/// <summary>Scopes as they are written on the command line and on the wire.</summary>
internal static class ScopeText
{
    public static string[] Names { get; } = [.. Enum.GetNames<TokenScope>().Select(name => name.ToLowerInvariant())];

    public static string Of(IEnumerable<TokenScope> scopes) =>
        string.Join(' ', scopes.Select(scope => scope.ToString().ToLowerInvariant()));
}
