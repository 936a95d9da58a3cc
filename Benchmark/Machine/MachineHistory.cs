using System.Text.Json;

namespace DePin.Benchmark.Machine;

/// <summary>The last runs, one JSON object on each line of a file, oldest first.</summary>
/// <param name="path">The file; its directory exists. Lines that cannot be read (a torn write, another version's) are dropped.</param>
public sealed class MachineHistory(string path)
{
    /// <summary>Runs kept; the oldest go first.</summary>
    public const int Capacity = 100;

    public const string FileName = "machine-bench.jsonl";

    /// <summary>A file larger than this is not one of ours and is begun anew.</summary>
    private const long MaxBytes = 4L << 20;

    public async Task<IReadOnlyList<MachineReport>> ReadAsync(CancellationToken token)
    {
        FileInfo file = new(path);
        if (!file.Exists || file.Length > MaxBytes)
        {
            return [];
        }

        string[] lines = await File.ReadAllLinesAsync(path, token);
        return [.. lines.Select(Parse).OfType<MachineReport>()];
    }

    /// <summary>Adds a run: the whole file is written beside the old one, made durable, and put in its place.</summary>
    public async Task AddAsync(MachineReport report, CancellationToken token)
    {
        IReadOnlyList<MachineReport> runs = [.. (await ReadAsync(token)).Append(report).TakeLast(Capacity)];
        string next = path + ".next";
        FileStreamOptions options = new()
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        await using (FileStream stream = new(next, options))
        {
            foreach (MachineReport run in runs)
            {
                await JsonSerializer.SerializeAsync(stream, run, MachineJson.Default.MachineReport, token);
                stream.WriteByte((byte)'\n');
            }

            stream.Flush(flushToDisk: true);
        }

        File.Move(next, path, overwrite: true);
    }

    private static MachineReport? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, MachineJson.Default.MachineReport);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
