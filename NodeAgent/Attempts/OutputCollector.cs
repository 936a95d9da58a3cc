using System.Formats.Tar;
using DePin.Attestation.Evidence;
using DePin.NodeAgent.Journal;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Attempts;

/// <summary>
/// Takes the regular files out of tar streams of a stranger's making: into numbered files, hashed as they are written, within bounds.
/// Nothing is followed, nothing of the stream names a file here, and nothing is held in memory. For one attempt.
/// </summary>
/// <param name="open">Names the spool file of an output by its number, when there is room on this machine for so many bytes.</param>
/// <param name="room">Bytes that all outputs may have.</param>
internal sealed class OutputCollector(Func<int, long, string> open, long room)
{
    /// <summary>The list of outputs travels in the attestation's evidence, whose size is bounded.</summary>
    private const int MaxListBytes = 8 * 1024 * 1024;

    private const int BytesPerEntry = 200;
    private readonly Dictionary<string, OutputFile> _files = new(StringComparer.Ordinal);
    private readonly List<SkippedOutput> _skipped = [];
    private long _skippedInAll;
    private long _room = room;
    private long _listRoom = MaxListBytes;
    private bool _overLimit;

    public CollectedOutputs Result => new([.. _files.Values], _skipped, _skippedInAll, _overLimit);

    /// <summary>Takes what is in <paramref name="archive"/>, a tar stream of <paramref name="path"/>; null when nothing is there.</summary>
    /// <exception cref="IOException">The stream broke off, or the spool cannot be written.</exception>
    public async Task TakeAsync(ContainerPath path, Stream? archive, CancellationToken token)
    {
        if (archive is null)
        {
            Skip(path.Value[1..], "nothing is there");
            return;
        }

        // The engine names entries from the path's last part on.
        string parent = path.Value[1..(path.Value.LastIndexOf('/') + 1)];
        long before = _files.Count + _skippedInAll;
        using var tar = new TarReader(archive, leaveOpen: true);
        try
        {
            while (await tar.GetNextEntryAsync(copyData: false, token) is { } entry)
            {
                if (!await TakeAsync(parent + entry.Name.TrimEnd('/'), entry, token))
                {
                    return;
                }
            }

            if (_files.Count + _skippedInAll == before)
            {
                Skip(path.Value[1..], "a directory without a file");
            }
        }
        catch (EndOfStreamException e)
        {
            throw new IOException($"The engine's archive of {path} broke off: {e.Message}", e);
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or ArgumentException)
        {
            // Names and attributes are of the job's making: one that no tar can carry costs the job the rest of this path, not the host.
            Skip(path.Value[1..], $"the archive cannot be read beyond what was collected: {e.Message}");
        }
    }

    /// <returns>False when the rest of the archive is not worth reading.</returns>
    private async Task<bool> TakeAsync(string path, TarEntry entry, CancellationToken token)
    {
        if (entry.EntryType is TarEntryType.Directory or TarEntryType.GlobalExtendedAttributes)
        {
            return true;
        }

        if (WhyNot(path, entry) is { } reason)
        {
            Skip(path, reason);
            return true;
        }

        if (_files.ContainsKey(path))
        {
            return true;
        }

        if (WhyNoMore(path, entry) is { } limit)
        {
            // Reading on only to throw away could take a thousand times the room: a sparse file is large for nothing.
            _overLimit = true;
            Skip(path, $"{limit}; nothing after it in this path was collected");
            return false;
        }

        int number = _files.Count;
        ContentHash hash = await SpoolFile.WriteAsync(open(number, entry.Length), entry, token);
        _room -= entry.Length;
        _listRoom -= ListBytes(path);
        _files.Add(path, new OutputFile(new ArtifactEntry(path, hash, entry.Length), number, Delivered: false));
        return true;
    }

    private static string? WhyNot(string path, TarEntry entry) => entry.EntryType switch
    {
        TarEntryType.SymbolicLink => "a symbolic link",
        TarEntryType.HardLink => "a hard link to another file",
        TarEntryType.CharacterDevice or TarEntryType.BlockDevice => "a device",
        TarEntryType.Fifo => "a named pipe",
        not (TarEntryType.RegularFile or TarEntryType.V7RegularFile) => $"not a regular file but {entry.EntryType}",
        _ when path.Length > WireLimits.ArtifactPathLength => $"its path is longer than {WireLimits.ArtifactPathLength} characters",
        _ when path.Any(char.IsControl) => "its name has a control character",
        _ when path.Contains('\ufffd', StringComparison.Ordinal) => "its name is not UTF-8",
        _ when path.Split('/').Any(part => part is "" or "." or "..") => "its path is not normal",
        _ => null,
    };

    private string? WhyNoMore(string path, TarEntry entry) =>
        _files.Count >= WireLimits.ArtifactsPerAttempt ? $"more than {WireLimits.ArtifactsPerAttempt} files"
        : ListBytes(path) > _listRoom ? "the list of outputs is too long"
        : entry.Length > _room ? $"its {entry.Length} bytes are more than is left of resources.disk"
        : null;

    private static int ListBytes(string path) => BytesPerEntry + (path.Length * 3);

    private void Skip(string path, string reason)
    {
        _skippedInAll++;
        if (_skipped.Count < Conclusion.MaxSkipped)
        {
            string shown = path.Length > WireLimits.ArtifactPathLength ? path[..WireLimits.ArtifactPathLength] : path;
            _skipped.Add(new SkippedOutput("/" + shown, reason));
        }
    }
}
