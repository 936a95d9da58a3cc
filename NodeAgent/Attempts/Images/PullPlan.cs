using System.Globalization;
using DePin.NodeAgent.Attempts.Room;
using DePin.NodeAgent.Containers;

namespace DePin.NodeAgent.Attempts.Images;

/// <summary>Pure: whether a pull may go on.</summary>
public static class PullPlan
{
    /// <summary>Why it may not, or null.</summary>
    /// <param name="pull">How far it is.</param>
    /// <param name="now">The disk; null where it cannot be read.</param>
    /// <param name="reserve">What stays free.</param>
    /// <param name="tenants">Who was promised a part of it, the pull's own job included.</param>
    /// <param name="others">Bytes that pulls which began before this one still want.</param>
    /// <param name="mostBytes">The owner's bound for one image.</param>
    public static PullOutcome? Decide(
        PullProgress pull, RoomReading? now, RoomReserve reserve, IReadOnlyCollection<RoomTenant> tenants, long others, long mostBytes)
    {
        if (pull.TotalBytes > mostBytes)
        {
            return TooLarge(pull.TotalBytes, "packed", mostBytes);
        }

        if (now is null || pull.IsDone)
        {
            return null;
        }

        long beyond = RoomPlan.Beyond(now, reserve, tenants) - others;
        return beyond < pull.MissingBytes || now.FreeFiles < reserve.Files ? NoRoom(pull, now, reserve, tenants, others) : null;
    }

    /// <summary>What the engine says of an image that has arrived.</summary>
    public static PullOutcome? Decide(ImageFacts arrived, long mostBytes) =>
        arrived.SizeBytes > mostBytes ? TooLarge(arrived.SizeBytes, "unpacked", mostBytes) : null;

    private static PullOutcome.TooLarge TooLarge(long bytes, string how, long mostBytes) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"it has {bytes} bytes or more, {how}, and this node's owner takes images of at most {mostBytes} bytes (containers.maxImage); "
        + $"make it smaller, or have a part of it as inputs"));

    private static PullOutcome.NoRoom NoRoom(
        PullProgress pull, RoomReading now, RoomReserve reserve, IReadOnlyCollection<RoomTenant> tenants, long others) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"the image wants {pull.MissingBytes} bytes or more, and of {now.FreeBytes} bytes and {now.FreeFiles} files free on the disk, "
        + $"{reserve.Bytes} and {reserve.Files} stay free, {tenants.Sum(it => it.PromisedBytes)} bytes are promised to jobs "
        + $"and {others} are wanted by other images"));
}
