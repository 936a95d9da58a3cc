using DePin.Protocol.Wire;

namespace DePin.Scheduler.Tokens;

/// <summary>Who calls: an API token and what it may do.</summary>
internal sealed record Caller(TokenView Token)
{
    public bool SeesEveryJob => Has(TokenScope.Operate);

    public bool Has(TokenScope scope) => Token.Scopes.Contains(scope);

    public bool Sees(string owner) => SeesEveryJob || owner == Token.Id;
}
