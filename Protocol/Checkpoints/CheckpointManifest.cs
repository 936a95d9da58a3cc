using System.Text;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;

namespace DePin.Protocol.Checkpoints;

/// <summary>
/// What makes a checkpoint complete: the file <see cref="FileName"/> in the job's checkpoint directory, exactly as <c>sha256sum</c> prints
/// it. Its SHA-256 names the checkpoint, for it names every file by what it contains.
/// </summary>
/// <remarks>https://www.gnu.org/software/coreutils/manual/html_node/cksum-output-modes.html, the untagged mode, with or without
/// <c>--binary</c>. A name that sha256sum has to escape is refused.</remarks>
public sealed record CheckpointManifest
{
    public const string FileName = "SHA256SUMS";

    /// <summary>Bytes of a manifest: the most files with long names.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>Files of one checkpoint. A job that has more packs them.</summary>
    public const int MaxFiles = 1000;

    private const int HexDigits = 64;

    private CheckpointManifest(ContentHash hash, IReadOnlyList<CheckpointEntry> files)
    {
        Hash = hash;
        Files = files;
    }

    /// <summary>The checkpoint's name: SHA-256 of the manifest's bytes.</summary>
    public ContentHash Hash { get; }

    /// <summary>In the manifest's order; no name comes twice.</summary>
    public IReadOnlyList<CheckpointEntry> Files { get; }

    /// <exception cref="FormatException">It is no manifest; the message names the line and what is wrong with it.</exception>
    public static CheckpointManifest Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaxBytes)
        {
            throw new FormatException($"{FileName} has {bytes.Length} bytes; at most {MaxBytes} are read");
        }

        string text = Decode(bytes);
        List<CheckpointEntry> files = [];
        HashSet<string> names = new(StringComparer.Ordinal);
        string[] lines = text.Split('\n');
        foreach ((int index, string line) in lines.Take(lines.Length - 1).Index())
        {
            CheckpointEntry entry = ParseLine(line, index + 1);
            if (!names.Add(entry.Name))
            {
                throw Wrong(index + 1, $"names '{entry.Name}' a second time");
            }

            files.Add(entry);
        }

        return lines[^1].Length > 0 ? throw new FormatException($"{FileName} does not end with a line feed: it is not whole")
            : files.Count is 0 or > MaxFiles ? throw new FormatException($"{FileName} names {files.Count} files; 1 to {MaxFiles} are taken")
            : new CheckpointManifest(ContentHash.Of(bytes), files);
    }

    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new FormatException($"{FileName} is not UTF-8", e);
        }
    }

    private static CheckpointEntry ParseLine(string line, int number)
    {
        // 64 digits, a blank, a blank or an asterisk, the name.
        if (line.Length < HexDigits + 3 || line[HexDigits] != ' ' || line[HexDigits + 1] is not (' ' or '*')
            || !ContentHash.TryParse($"sha256:{line.AsSpan(0, HexDigits)}", null, out ContentHash hash))
        {
            throw Wrong(number, "is not 64 lower-case hexadecimal digits, two blanks and a name, as sha256sum prints it");
        }

        string name = line[(HexDigits + 2)..];
        name = name.StartsWith("./", StringComparison.Ordinal) ? name[2..] : name;
        return WhyNot(name) is { } why ? throw Wrong(number, $"names a file whose name {why}") : new CheckpointEntry(name, hash);
    }

    private static string? WhyNot(string name) => name switch
    {
        FileName => "is that of the manifest itself",
        { Length: > WireLimits.ArtifactPathLength } => $"is longer than {WireLimits.ArtifactPathLength} characters",
        _ when name.Any(char.IsControl) => "has a control character",
        _ when name.Split('/').Any(part => part is "" or "." or "..") => "is not relative to the checkpoint directory and normalised",
        _ => null,
    };

    private static FormatException Wrong(int line, string what) => new($"line {line} of {FileName} {what}");
}
