namespace DePin.Scheduler.Store;

/// <summary>Reads errno out of an <see cref="IOException"/>.</summary>
internal static class DiskFault
{
    // errno(3) on Linux, which .NET puts into HResult.
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;

    public static bool IsFull(IOException failure) => failure.HResult is NoSpace or QuotaExceeded;
}
