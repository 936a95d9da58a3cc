using DePin.Attestation;
using DePin.Scheduler.Store;

namespace DePin.Scheduler.Auditing;

/// <summary>The transcripts of answered challenges, a file each, as docs/proof-of-gpu.md describes it.</summary>
internal sealed class TranscriptStore(string root)
{
    private const string Extension = ".json";

    /// <summary>Durable when it returns.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public void Save(Hash32 challenge, ReadOnlySpan<byte> transcript)
    {
        string path = PathOf(challenge), temporary = path + ".new";
        using (FileStream file = new(temporary, FileMode.Create, FileAccess.Write))
        {
            file.Write(transcript);
            file.Flush(flushToDisk: true);
        }

        Durable.Move(temporary, path);
    }

    /// <summary>Null when there is none.</summary>
    public async Task<byte[]?> ReadAsync(Hash32 challenge, CancellationToken token) =>
        File.Exists(PathOf(challenge)) ? await File.ReadAllBytesAsync(PathOf(challenge), token) : null;

    /// <summary>At a start: forgets those whose challenges are forgotten.</summary>
    public void Sweep(IEnumerable<Hash32> wanted)
    {
        HashSet<string> kept = [.. wanted.Select(PathOf)];
        foreach (string path in Directory.EnumerateFiles(root).Where(path => !kept.Contains(path)))
        {
            File.Delete(path);
        }
    }

    private string PathOf(Hash32 challenge) => Path.Combine(root, challenge.ToString()[2..] + Extension);
}
