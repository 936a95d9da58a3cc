using DePin.Benchmark.Machine;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Measuring;

/// <summary>A report of the machine's benchmark as it goes to the scheduler: medians only. What was not measured stays null.</summary>
public static class WireMeasurement
{
    public static MachineMeasurement Of(MachineReport report) => new()
    {
        MeasuredAt = report.MeasuredAt,
        CpuFlopsPerSecond = report.Find(MachineFigure.CpuFp32AllCores)?.Median,
        MemoryReadBytesPerSecond = report.Find(MachineFigure.MemoryRead)?.Median,
        MemoryCopyBytesPerSecond = report.Find(MachineFigure.MemoryCopy)?.Median,
        DiskWriteBytesPerSecond = report.Find(MachineFigure.DiskWrite)?.Median,
        DiskReadBytesPerSecond = report.Find(MachineFigure.DiskRead)?.Median,
        DiskSyncSeconds = report.Find(MachineFigure.DiskSync)?.Median,
        SchedulerRoundTripSeconds = report.Find(MachineFigure.SchedulerRoundTrip)?.Median,
        UploadBytesPerSecond = report.Find(MachineFigure.SchedulerUpload)?.Median,
    };
}
