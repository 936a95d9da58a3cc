using System.Globalization;
using DePin.NodeAgent.Attempts.Room;
using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Containers.Disk;
using DePin.Protocol.Jobs;

namespace DePin.NodeAgent.Attempts;

/// <summary>
/// What a job may have on the disk, by its <c>resources.disk</c>: bytes, and files of any size, which cost the machine inodes.
/// </summary>
public sealed record DiskAllowance(ByteSize Bytes, long Files)
{
    /// <summary>ext4 has an inode for each 16 KiB unless told otherwise: a disk's share of the machine's.</summary>
    public const int BytesPerFile = 16 << 10;

    /// <summary>A small disk may be full of small files.</summary>
    public const long LeastFiles = 1 << 16;

    public static DiskAllowance Of(ByteSize disk) => new(disk, Math.Clamp(disk.Bytes / BytesPerFile, LeastFiles, LayerMeter.MaxNames));

    /// <summary>A job that took this part of its disk since the last look is looked at again.</summary>
    private const int Parts = 16;

    /// <summary>What of <paramref name="usage"/> is more than this, or null.</summary>
    public DiskExcess? Exceeded(DiskUsage usage)
    {
        CultureInfo plain = CultureInfo.InvariantCulture;
        if (usage.Bytes > Bytes.Bytes)
        {
            string nameless = usage.NamelessBytes == 0
                ? ""
                : string.Create(plain, $" ({usage.NamelessBytes} of them in files that it deleted and still holds open)");
            return new DiskExcess(JobLimit.Disk, string.Create(
                plain, $"The job wrote {usage.Bytes} bytes{nameless}, more than its disk of {Bytes}"));
        }

        return usage.Files > Files
            ? new DiskExcess(JobLimit.Files, string.Create(
                plain, $"The job made {usage.Files} files and directories, more than the {Files} that go with its disk of {Bytes}"))
            : null;
    }

    /// <summary>
    /// True when the machine's disk lost so much since the last measurement that the job, if it took it, may soon have all of its own.
    /// </summary>
    /// <param name="last">As measured then.</param>
    /// <param name="before">The machine's disk then; null where it cannot be read.</param>
    /// <param name="now">And now.</param>
    public bool MayBeExceeded(DiskUsage last, RoomReading? before, RoomReading? now) =>
        IsMuch(before?.FreeBytes - now?.FreeBytes, Bytes.Bytes, last.Bytes)
        || IsMuch(before?.FreeFiles - now?.FreeFiles, Files, last.Files ?? 0);

    /// <summary>Half of what is left, or a small part of all when little is left.</summary>
    private static bool IsMuch(long? taken, long allowed, long had) => taken > Math.Max(allowed / Parts, (allowed - had) / 2);
}
