namespace DePin.NodeAgent.Configuration;

/// <summary>The block <c>key</c> as it is written.</summary>
internal sealed record KeyDocument
{
    public string? File { get; init; }

    public string? PasswordFile { get; init; }

    public string? PasswordCredential { get; init; }

    public bool Plain { get; init; }
}
