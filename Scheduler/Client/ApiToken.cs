using System.Diagnostics.CodeAnalysis;

namespace DePin.Scheduler.Client;

/// <summary>
/// A bearer secret: at most <see cref="MaxLength"/> visible ASCII characters. Its text form is redacted; only the transport reads it.
/// </summary>
internal sealed class ApiToken
{
    public const int MaxLength = 4096;

    private readonly string _secret;

    private ApiToken(string secret) => _secret = secret;

    /// <summary>The value of an <c>Authorization: Bearer</c> header.</summary>
    public string Reveal() => _secret;

    /// <summary>White space around it is dropped, so that a file may end with a new line.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ApiToken? token)
    {
        string secret = text.Trim();
        bool valid = secret.Length is > 0 and <= MaxLength && secret.All(c => c is > ' ' and < (char)127);
        token = valid ? new ApiToken(secret) : null;
        return valid;
    }

    public override string ToString() => "[redacted]";
}
