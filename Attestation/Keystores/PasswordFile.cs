namespace DePin.Attestation.Keystores;

/// <summary>A keystore's password: the first line of a file.</summary>
public static class PasswordFile
{
    private const int MaxFileSize = 4096;

    /// <exception cref="KeyFileException">Others may use the file, or it is no password file.</exception>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    public static string Read(string path)
    {
        OwnerOnly.Require(path, "password");
        return ReadGiven(path);
    }

    /// <summary>As <see cref="Read"/>, of a file that somebody else keeps private by other means, as systemd its credentials.</summary>
    /// <exception cref="KeyFileException">It is no password file.</exception>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    public static string ReadGiven(string path)
    {
        string text = System.Text.Encoding.UTF8.GetString(NewFile.ReadBounded(path, MaxFileSize));
        int end = text.IndexOf('\n', StringComparison.Ordinal);
        return (end < 0 ? text : text[..end]).TrimEnd('\r');
    }
}
