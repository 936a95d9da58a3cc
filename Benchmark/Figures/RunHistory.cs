using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace DePin.Benchmark.Figures;

/// <summary>The last runs of one benchmark, one JSON object on each line of a file, oldest first.</summary>
/// <param name="path">The file; its directory exists. Lines that cannot be read (a torn write, another version's) are dropped.</param>
/// <param name="type">How a run is written: on one line.</param>
public sealed class RunHistory<TRun>(string path, JsonTypeInfo<TRun> type)
    where TRun : class
{
    /// <summary>Runs kept; the oldest go first.</summary>
    private const int Capacity = 100;

    /// <summary>A file larger than this is not one of ours and is begun anew: a hundred runs of 16 GPUs take half of it.</summary>
    private const long MaxBytes = 32L << 20;

    public async Task<IReadOnlyList<TRun>> ReadAsync(CancellationToken token)
    {
        FileInfo file = new(path);
        if (!file.Exists || file.Length > MaxBytes)
        {
            return [];
        }

        string[] lines = await File.ReadAllLinesAsync(path, token);
        return [.. lines.Select(Parse).OfType<TRun>()];
    }

    /// <summary>Adds a run: the whole file is written beside the old one, made durable, and put in its place.</summary>
    public async Task AddAsync(TRun run, CancellationToken token)
    {
        IReadOnlyList<TRun> runs = [.. (await ReadAsync(token)).Append(run).TakeLast(Capacity)];
        string next = path + ".next";
        FileStreamOptions options = new()
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        await using (FileStream stream = new(next, options))
        {
            foreach (TRun kept in runs)
            {
                await JsonSerializer.SerializeAsync(stream, kept, type, token);
                stream.WriteByte((byte)'\n');
            }

            stream.Flush(flushToDisk: true);
        }

        File.Move(next, path, overwrite: true);
    }

    private TRun? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
