using System.Text;

namespace DePin.Scheduler.Server;

/// <summary>The scheduler's files. Holding one means holding the lock that keeps a second scheduler out.</summary>
internal sealed class StateDirectory : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly FileStream _lock;

    private StateDirectory(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    public string Path { get; }

    public string Database => In("scheduler.db");

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
            Directory.CreateDirectory(full, OwnerOnly);
            FileStream held = new(System.IO.Path.Combine(full, "lock"), new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                UnixCreateMode = OwnerFile,
            });
            StateDirectory state = new(full, held);
            foreach (string directory in new[] { state.Logs, state.Blobs, state.Uploads, state.Checkpoints, state.Proofs })
            {
                Directory.CreateDirectory(directory, OwnerOnly);
            }

            return state;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CannotStartException(
                $"cannot use the state directory {full}: {failure.Message}; stop the other scheduler that uses it, or name another",
                failure);
        }
    }

    /// <summary>Writes a file that only we may read: temporary file, fsync, rename.</summary>
    public static void WriteSecret(string path, string content)
    {
        string temporary = path + ".new";
        using (FileStream file = new(temporary,
            new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerFile }))
        {
            file.Write(Encoding.UTF8.GetBytes(content));
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    public void Dispose() => _lock.Dispose();

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
