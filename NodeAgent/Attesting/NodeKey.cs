using DePin.Attestation;
using DePin.Attestation.Keystores;
using DePin.NodeAgent.Configuration;

namespace DePin.NodeAgent.Attesting;

/// <summary>The node's signing key: read from where the owner keeps it, made there on first start.</summary>
public static class NodeKey
{
    private const string CredentialsDirectory = "CREDENTIALS_DIRECTORY";

    /// <exception cref="KeyFileException">The file is there and gives no key.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read or made.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read or made.</exception>
    public static PrivateKey Open(KeySource source)
    {
        if (!File.Exists(source.Path))
        {
            Create(source);
        }

        return Read(source);
    }

    /// <summary>As <see cref="Open"/>, and never makes one.</summary>
    /// <inheritdoc cref="Open"/>
    public static PrivateKey Read(KeySource source) => source switch
    {
        KeySource.RawFile => RawKeyFile.Read(source.Path),
        KeySource.Keystore { Password: var password } => Keystore.Read(source.Path, Password(password)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Keeps a key where the owner wants it.</summary>
    /// <exception cref="KeyFileException">There is one already, or the password cannot be used.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read or made.</exception>
    public static void Write(KeySource source, PrivateKey key)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(source.Path)!, OwnerOnly.DirectoryMode);
        switch (source)
        {
            case KeySource.RawFile:
                RawKeyFile.Write(source.Path, key);
                break;
            case KeySource.Keystore { Password: var password }:
                Keystore.Write(source.Path, key, Password(password), ScryptCost.Default);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static void Create(KeySource source)
    {
        using PrivateKey key = PrivateKey.Create();
        Write(source, key);
    }

    private static string Password(PasswordSource source) => source switch
    {
        // systemd gives the directory to the service it starts, and to nobody else.
        PasswordSource.Credential { Name: var name } => PasswordFile.ReadGiven(Path.Combine(
            Environment.GetEnvironmentVariable(CredentialsDirectory)
                ?? throw new IOException($"The key's password is the systemd credential '{name}', "
                    + "and systemd gave none: start the service with systemctl, or name a password file"),
            name)),
        PasswordSource.File { Path: var file } => PasswordFile.Read(file),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
