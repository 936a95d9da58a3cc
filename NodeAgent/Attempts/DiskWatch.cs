using DePin.NodeAgent.Attempts.Room;
using DePin.NodeAgent.Containers;

namespace DePin.NodeAgent.Attempts;

/// <summary>
/// Measures what a job has on the disk and stops one that has more than it may. A measurement walks through the job's files, so between two
/// of them only the machine's free room is read, which is one call: where it falls fast, the next measurement comes at once.
/// </summary>
/// <param name="seen">Told of each measurement.</param>
internal sealed class DiskWatch(Workbench bench, Attempt attempt, ContainerName name, Action<DiskUsage> seen)
{
    /// <summary>Measuring a large layer reads all of its directories; it may take this part of the time.</summary>
    private const int RestPerMeasurement = 4;

    private DiskUsage _last = DiskUsage.None;

    /// <summary>What the job may have.</summary>
    public DiskAllowance Allowed { get; } = DiskAllowance.Of(attempt.Lease.Spec.Resources.Disk);

    public async Task RunAsync(CancellationToken token)
    {
        TimeSpan rest = TimeSpan.Zero;
        while (Allowed.Bytes.Bytes > 0)
        {
            await WaitAsync(rest, token);
            long began = bench.Time.GetTimestamp();
            if (await MeasureAsync(token) is { } excess)
            {
                bench.Journal.OrderStop(attempt.Id, excess.Stop(bench.Time.Milliseconds()));
            }

            rest = bench.Time.GetElapsedTime(began) * RestPerMeasurement;
        }
    }

    /// <summary>What the job has more than it may, or null.</summary>
    public async Task<DiskExcess?> MeasureAsync(CancellationToken token)
    {
        if (Allowed.Bytes.Bytes == 0
            || await bench.Engine.AskAsync(it => bench.Runtime.DiskUsageAsync(name, it), token) is not { } usage)
        {
            return null;
        }

        _last = usage;
        bench.Room.Measured(attempt.Id, usage);
        seen(usage);
        return Allowed.Exceeded(usage);
    }

    private async Task WaitAsync(TimeSpan rest, CancellationToken token)
    {
        RoomReading? before = bench.Room.Read();
        await Task.Delay(rest, bench.Time, token);
        long began = bench.Time.GetTimestamp();
        do
        {
            await Task.Delay(bench.Rules.WatchDiskEvery, bench.Time, token);
        }
        while (bench.Time.GetElapsedTime(began) < bench.Rules.MeasureDiskEvery
            && !Allowed.MayBeExceeded(_last, before, bench.Room.Read()));
    }
}
