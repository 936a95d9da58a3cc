namespace DePin.Attestation.Keystores;

/// <summary>
/// What others on the machine must not read: keys, passwords, and state that holds what people gave their jobs. Files are 0600 and
/// directories 0700 from the moment they are made.
/// </summary>
public static class OwnerOnly
{
    public const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public const UnixFileMode DirectoryMode = FileMode | UnixFileMode.UserExecute;

    private const UnixFileMode OfOthers = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Others than its owner may do something with what has this mode.</summary>
    public static bool IsOpen(UnixFileMode mode) => (mode & OfOthers) != 0;

    /// <summary>As chmod takes it.</summary>
    public static string Octal(UnixFileMode mode) => Convert.ToString((int)mode, 8);

    /// <summary>Refuses a secret that others may use: taking the right from them would not take back what they may know already.</summary>
    /// <param name="what">What the file holds: <c>key</c>.</param>
    /// <exception cref="KeyFileException">They may: <see cref="KeyFileProblem.TooOpen"/>.</exception>
    /// <exception cref="IOException">There is no such file.</exception>
    public static void Require(string path, string what)
    {
        UnixFileMode mode = File.GetUnixFileMode(path);
        if (IsOpen(mode))
        {
            throw new KeyFileException(
                KeyFileProblem.TooOpen,
                $"{path}: mode {Octal(mode)} lets others use the {what}: chmod 600 it, and replace the {what} if they did");
        }
    }

    /// <summary>Makes an empty file where there is none, so that a library that would make it readable finds it made.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static void EnsureFile(string path) => new FileStream(path, new FileStreamOptions
    {
        Mode = System.IO.FileMode.OpenOrCreate,
        Access = FileAccess.Write,
        Share = FileShare.ReadWrite | FileShare.Delete,
        UnixCreateMode = FileMode,
    }).Dispose();

    /// <summary>
    /// Takes from others what they may do with the files and directories of a program's state, and with the directory itself where nothing
    /// else is in it: a directory that is shared with somebody, such as <c>/var/lib</c>, is not the program's to close.
    /// </summary>
    /// <param name="isOurs">By its name in the directory: is this the program's?</param>
    /// <returns>A sentence for the log on each that was open.</returns>
    /// <exception cref="IOException">One cannot be changed.</exception>
    /// <exception cref="UnauthorizedAccessException">One belongs to somebody else.</exception>
    public static IReadOnlyList<string> Tighten(string directory, Func<string, bool> isOurs)
    {
        string[] entries = Directory.GetFileSystemEntries(directory);
        string[] ours = [.. entries.Where(entry => isOurs(Path.GetFileName(entry)) && File.ResolveLinkTarget(entry, false) is null)];
        List<string> said = [];
        foreach (string path in ours)
        {
            Tighten(path, said);
        }

        if (ours.Length == entries.Length)
        {
            Tighten(directory, said);
        }

        return said;
    }

    private static void Tighten(string path, List<string> said)
    {
        UnixFileMode mode = File.GetUnixFileMode(path);
        if (IsOpen(mode))
        {
            File.SetUnixFileMode(path, mode & ~OfOthers);
            said.Add($"{path} had mode {Octal(mode)}, so that others could use it; it is {Octal(mode & ~OfOthers)} from now on.");
        }
    }
}
