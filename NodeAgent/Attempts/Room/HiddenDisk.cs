using System.Globalization;
using System.Text.Json.Serialization;

namespace DePin.NodeAgent.Attempts.Room;

/// <summary>
/// What a job that was stopped to make room turned out to have had: what it left under a name, and what the file system gave back when its
/// processes died, which nothing else explains.
/// </summary>
public sealed record HiddenDisk(
    long NamedBytes, long GivenBackBytes, long AllowedBytes, long NamedFiles, long GivenBackFiles, long AllowedFiles)
{
    /// <summary>The limit it was over; null: the room went somewhere else.</summary>
    [JsonIgnore]
    public JobLimit? Over =>
        NamedBytes + Math.Max(0, GivenBackBytes) > AllowedBytes ? JobLimit.Disk
        : NamedFiles + Math.Max(0, GivenBackFiles) > AllowedFiles ? JobLimit.Files
        : null;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"it had {NamedBytes} bytes in {NamedFiles} files, and when its processes ended the disk got back {GivenBackBytes} bytes and "
        + $"{GivenBackFiles} files that had no name; {AllowedBytes} bytes and {AllowedFiles} files were allowed");
}
