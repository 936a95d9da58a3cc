using System.Formats.Tar;
using System.Net;

namespace DePin.NodeAgent.Containers;

/// <summary>Entries as the tar stream the engine unpacks over a container's root. Same entries, same bytes: times are 1970.</summary>
internal sealed class PlacedContent(IReadOnlyList<PlacedEntry> entries) : HttpContent
{
    private const UnixFileMode ReadableByAll = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const UnixFileMode WritableByAll = UnixFileMode.UserRead | UnixFileMode.UserWrite
        | UnixFileMode.GroupRead | UnixFileMode.GroupWrite
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private const UnixFileMode OpenToAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        await SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await using TarWriter writer = new(stream, TarEntryFormat.Pax, leaveOpen: true);
        foreach (PlacedEntry entry in entries)
        {
            await WriteAsync(writer, entry, cancellationToken);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    private static async Task WriteAsync(TarWriter writer, PlacedEntry entry, CancellationToken token)
    {
        string name = entry.Path.TrimStart('/');
        switch (entry)
        {
            case PlacedEntry.OpenDirectory:
                PaxTarEntry directory = new(TarEntryType.Directory, $"{name.TrimEnd('/')}/")
                {
                    Mode = OpenToAll,
                    ModificationTime = DateTimeOffset.UnixEpoch,
                };
                await writer.WriteEntryAsync(directory, token);
                break;
            case PlacedEntry.InputFile input:
                await WriteAsync(writer, name, input.SourceFile, ReadableByAll, token);
                break;
            case PlacedEntry.OpenFile file:
                await WriteAsync(writer, name, file.SourceFile, WritableByAll, token);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static async Task WriteAsync(TarWriter writer, string name, string sourceFile, UnixFileMode mode, CancellationToken token)
    {
        await using FileStream source = File.OpenRead(sourceFile);
        PaxTarEntry file = new(TarEntryType.RegularFile, name)
        {
            Mode = mode,
            ModificationTime = DateTimeOffset.UnixEpoch,
            DataStream = source,
        };
        await writer.WriteEntryAsync(file, token);
    }
}
