namespace DePin.NodeAgent.Configuration;

/// <summary>Where the node's signing key lives. It is created there on first start when nothing is there yet.</summary>
public abstract record KeySource
{
    /// <summary>The file's name in the state directory when the owner names no other.</summary>
    public const string DefaultFileName = "key.json";

    private KeySource()
    {
    }

    /// <summary>Absolute path of the key's file; mode 0600.</summary>
    public required string Path { get; init; }

    /// <summary>An Ethereum keystore (version 3, scrypt).</summary>
    public sealed record Keystore : KeySource
    {
        public required PasswordSource Password { get; init; }
    }

    /// <summary>32 bytes as hexadecimal text, protected by nothing but the file's mode: only where the owner says so.</summary>
    public sealed record RawFile : KeySource;
}
