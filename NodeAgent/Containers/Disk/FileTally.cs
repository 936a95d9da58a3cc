namespace DePin.NodeAgent.Containers.Disk;

/// <summary>Adds up files, each once however often it is met. Bounded: a file with one name is met once and not remembered.</summary>
internal sealed class FileTally
{
    private readonly HashSet<(ulong Device, ulong Inode)> _met = [];

    /// <summary>On the disk.</summary>
    public long Bytes { get; private set; }

    /// <summary>Names, so that many links to one file are many.</summary>
    public long Names { get; private set; }

    public void Add(FoundFile file)
    {
        Names++;
        if (file.Links == 1 || _met.Add((file.Device, file.Inode)))
        {
            Bytes += file.Bytes;
        }
    }
}
