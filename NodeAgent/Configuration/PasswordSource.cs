namespace DePin.NodeAgent.Configuration;

/// <summary>Where the keystore's password comes from. It is never in the configuration itself.</summary>
public abstract record PasswordSource
{
    /// <summary>The credential's name when the owner names no other.</summary>
    public const string DefaultCredential = "depin-node-key";

    private PasswordSource()
    {
    }

    /// <summary>A systemd credential: the file of this name in <c>$CREDENTIALS_DIRECTORY</c>.</summary>
    public sealed record Credential(string Name) : PasswordSource;

    /// <summary>A file (absolute path) that only this user can read; one trailing line feed is not part of the password.</summary>
    public sealed record File(string Path) : PasswordSource;
}
