using System.Text;

namespace DePin.Protocol.Wire;

/// <summary>A fresh API token. The scheduler keeps only its hash: this is the one time the secret is shown.</summary>
public sealed record TokenGrant(TokenView Token, string Secret)
{
    private bool PrintMembers(StringBuilder text)
    {
        text.Append("Token = ").Append(Token).Append(", Secret = [redacted]");
        return true;
    }
}
