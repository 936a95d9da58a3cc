using System.Security.Cryptography;
using DePin.Attestation;
using DePin.Attestation.Keystores;
using DePin.NodeAgent.Attesting;
using DePin.NodeAgent.Configuration;

namespace DePin.NodeAgent.Setup;

/// <summary>Makes what the key needs where it is missing: directory, password, key. Nothing that is there is touched.</summary>
internal sealed class SetupKey(ServiceUser user, List<string> done)
{
    private const int PasswordBytes = 24;

    public async Task PrepareAsync(NodeOptions options, CancellationToken token)
    {
        if (!Directory.Exists(options.StateDirectory))
        {
            Directory.CreateDirectory(options.StateDirectory, OwnerOnly.DirectoryMode);
            await user.TakeOverAsync(options.StateDirectory, onlyGroup: false, token);
            done.Add($"Made {options.StateDirectory}, mode 700.");
        }

        if (options.Key is KeySource.Keystore { Password: PasswordSource.File { Path: var file } } && !File.Exists(file))
        {
            WritePassword(file);
            await user.TakeOverAsync(file, onlyGroup: false, token);
            done.Add($"Made a password for the key in {file}, mode 600. Keep a copy elsewhere: without it the key is lost.");
        }
    }

    /// <returns>The key; null where its password is the service's alone, so that the service makes or opens it.</returns>
    /// <exception cref="KeyFileException">It is there and cannot be used.</exception>
    /// <exception cref="IOException">A file cannot be read or made.</exception>
    public async Task<PrivateKey?> OpenAsync(NodeOptions options, CancellationToken token)
    {
        if (options.Key is KeySource.Keystore { Password: PasswordSource.Credential })
        {
            return null;
        }

        bool isNew = !File.Exists(options.Key.Path);
        PrivateKey key = NodeKey.Open(options.Key);
        if (isNew)
        {
            await user.TakeOverAsync(options.Key.Path, onlyGroup: false, token);
            done.Add($"Made this node's key in {options.Key.Path}; its address is {key.Address}. Back it up: 'depin-node wallet backup'.");
        }

        return key;
    }

    private static void WritePassword(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly.FileMode };
        using FileStream stream = new(path, options);
        stream.Write(System.Text.Encoding.ASCII.GetBytes(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(PasswordBytes)) + "\n"));
        stream.Flush(flushToDisk: true);
    }
}
