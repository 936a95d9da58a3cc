using System.Globalization;

namespace DePin.NodeAgent.Journal;

/// <summary>Puts a journal that may no longer be used aside, whole, where a person can look at it.</summary>
internal static class JournalQuarantine
{
    /// <summary>What SQLite keeps beside its file; the file itself goes last, so that a move that is cut short is begun again.</summary>
    private static readonly string[] _files = ["-wal", "-shm", ""];

    /// <returns>Where it is now.</returns>
    public static string Move(string journal, DateTimeOffset at)
    {
        string kept = string.Create(CultureInfo.InvariantCulture, $"{journal}.stale-{at.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}");
        foreach (string file in _files.Where(file => File.Exists(journal + file)))
        {
            File.Move(journal + file, kept + file, overwrite: true);
        }

        return kept;
    }
}
