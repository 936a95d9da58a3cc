using DePin.Attestation.Keystores;

namespace DePin.NodeAgent.Hosting;

/// <summary>One agent for one state directory; the lock goes with the process, however it ends.</summary>
internal static class StateLock
{
    public const string FileName = "agent.lock";

    /// <exception cref="IOException">Another agent has it, or it cannot be made.</exception>
    public static FileStream Take(string directory)
    {
        string path = Path.Combine(directory, FileName);
        try
        {
            return new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                UnixCreateMode = OwnerOnly.FileMode,
            });
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw new IOException($"Another depin-node uses this state directory ({path} is locked): "
                + "stop it, or give this one its own stateDirectory and socket", e);
        }
    }
}
