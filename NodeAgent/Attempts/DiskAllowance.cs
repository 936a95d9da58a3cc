using System.Globalization;
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

    /// <summary>The order for a job that has more, or null.</summary>
    /// <param name="usage">As measured.</param>
    /// <param name="now">Unix milliseconds.</param>
    public StopOrder? Exceeded(DiskUsage usage, long now)
    {
        CultureInfo plain = CultureInfo.InvariantCulture;
        if (usage.Bytes > Bytes.Bytes)
        {
            string nameless = usage.NamelessBytes == 0
                ? ""
                : string.Create(plain, $" ({usage.NamelessBytes} of them in files that it deleted and still holds open)");
            string what = string.Create(
                plain, $"The job wrote {usage.Bytes} bytes{nameless}, more than its disk of {Bytes}, and was stopped");
            return new StopOrder(StopCause.Disk, what, now);
        }

        return usage.Files > Files
            ? new StopOrder(StopCause.Files, string.Create(
                plain, $"The job made {usage.Files} files and directories, more than the {Files} that go with its disk of {Bytes}, "
                + $"and was stopped"), now)
            : null;
    }
}
