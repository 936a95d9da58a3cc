using DePin.Benchmark.Machine;
using DePin.NodeAgent.Configuration;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Measuring;

/// <summary>What the node offers: the machine as measured, less what its owner keeps back. Pure.</summary>
public static class CapacityOffer
{
    /// <summary>One part of so many of the disk is promised to nobody: the images and logs of jobs have to lie somewhere too.</summary>
    private const int DiskParts = 8;

    /// <param name="report">The machine's last report.</param>
    /// <param name="offer">What the owner keeps back.</param>
    /// <param name="diskBytes">Free space where the engine keeps images and layers.</param>
    /// <param name="egress">The machine can keep jobs off private addresses.</param>
    /// <param name="agentVersion">This program's version.</param>
    /// <returns>Never negative: a machine smaller than the reserve offers nothing of that kind.</returns>
    public static Capacity Of(MachineReport report, OfferOptions offer, long diskBytes, bool egress, string agentVersion)
    {
        long disk = Math.Max(diskBytes - offer.ReserveDiskBytes, 0);
        double millicores = report.Machine.UsableCores() * 1000;
        return new Capacity
        {
            CpuMillicores = (int)Math.Clamp(millicores - offer.ReserveCpuMillicores, 0, int.MaxValue),
            CpuModel = report.Machine.CpuModel,
            MemoryBytes = Math.Max(report.Machine.UsableMemoryBytes() - offer.ReserveMemoryBytes, 0),
            DiskBytes = disk - (disk / DiskParts),
            Egress = egress && offer.Egress,
            Gpus = [],
            Measured = WireMeasurement.Of(report),
            Simulated = false,
            AgentVersion = agentVersion,
        };
    }
}
