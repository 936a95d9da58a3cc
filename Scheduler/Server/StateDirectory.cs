using System.Text;
using DePin.Attestation.Keystores;

namespace DePin.Scheduler.Server;

/// <summary>The scheduler's files. Holding one means holding the lock that keeps a second scheduler out.</summary>
internal sealed class StateDirectory : IDisposable
{
    private const string DatabaseName = "scheduler.db";
    private const string LockName = "lock";

    private static readonly string[] _names =
        [LockName, "logs", "blobs", "uploads", "checkpoints", "proofs", "operator.token", "operator.token.new", "scheduler.key"];

    private readonly FileStream _lock;

    private StateDirectory(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    public string Path { get; }

    public string Database => In(DatabaseName);

    public string Logs => In("logs");

    public string Blobs => In("blobs");

    public string Uploads => In("uploads");

    public string Checkpoints => In("checkpoints");

    /// <summary>Transcripts of proofs.</summary>
    public string Proofs => In("proofs");

    public string KeyFile => In("scheduler.key");

    public string OperatorToken => In("operator.token");

    /// <exception cref="CannotStartException">It cannot be made or is in use.</exception>
    public static StateDirectory Open(string path)
    {
        string full = System.IO.Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(full, OwnerOnly.DirectoryMode);
            FileStream held = new(System.IO.Path.Combine(full, LockName), new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                UnixCreateMode = OwnerOnly.FileMode,
            });
            StateDirectory state = new(full, held);
            foreach (string directory in new[] { state.Logs, state.Blobs, state.Uploads, state.Checkpoints, state.Proofs })
            {
                Directory.CreateDirectory(directory, OwnerOnly.DirectoryMode);
            }

            return state;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            string remedy = File.Exists(System.IO.Path.Combine(full, LockName)) && failure is IOException
                ? "stop the other scheduler that uses it, or name another directory"
                : "name a directory that this user can write to";
            throw new CannotStartException(
                $"cannot use the state directory {full}: {failure.Message.TrimEnd('.')}; {remedy}", failure);
        }
    }

    /// <summary>
    /// Takes from others what they may read of it. Not before the key is loaded, which is refused where others could read it, and before
    /// the database is opened: SQLite makes its other files with the mode of the first.
    /// </summary>
    /// <returns>A sentence for the log on each file and directory that was open.</returns>
    /// <exception cref="IOException">A mode cannot be changed.</exception>
    /// <exception cref="UnauthorizedAccessException">A file belongs to somebody else.</exception>
    public IReadOnlyList<string> Tighten()
    {
        OwnerOnly.EnsureFile(Database);
        return OwnerOnly.Tighten(Path, IsOurs);
    }

    /// <summary>Writes a file that only we may read: temporary file, fsync, rename.</summary>
    public static void WriteSecret(string path, string content)
    {
        string temporary = path + ".new";
        using (FileStream file = new(temporary,
            new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly.FileMode }))
        {
            file.Write(Encoding.UTF8.GetBytes(content));
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    public void Dispose() => _lock.Dispose();

    private static bool IsOurs(string name) =>
        _names.Contains(name, StringComparer.Ordinal) || name.StartsWith(DatabaseName, StringComparison.Ordinal);

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
