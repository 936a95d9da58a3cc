using System.Globalization;

namespace DePin.NodeAgent.Containers.Disk;

/// <summary>A line of <see cref="FindProgram"/>.</summary>
/// <param name="Device">The file system's number.</param>
/// <param name="Inode">The file's number in it.</param>
/// <param name="Links">Names it has; 0 for one that was deleted.</param>
/// <param name="Bytes">What it takes on the disk, not how long it says it is.</param>
internal readonly record struct FoundFile(ulong Device, ulong Inode, ulong Links, long Bytes)
{
    /// <summary>As <c>find -printf</c> writes it; no name, which could hold a line of its own.</summary>
    public const string Format = "%D %i %n %b\n";

    private const int BlockBytes = 512;

    /// <returns>Null for a line that was cut off.</returns>
    public static FoundFile? Parse(string line)
    {
        string[] words = line.Split(' ');
        return words.Length == 4 && Number(words[0]) is { } device && Number(words[1]) is { } inode && Number(words[2]) is { } links
            && Number(words[3]) is { } blocks and < long.MaxValue / BlockBytes
            ? new FoundFile(device, inode, links, (long)blocks * BlockBytes)
            : null;
    }

    private static ulong? Number(string word) =>
        ulong.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) ? number : null;
}
