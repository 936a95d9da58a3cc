using DePin.NodeAgent.Attempts.Room;
using DePin.NodeAgent.Cli;
using DePin.NodeAgent.Configuration;

namespace DePin.NodeAgent.Doctor;

/// <summary>Disk, memory, processor and shared memory: that something is left to offer. Pure.</summary>
internal static class MachineChecks
{
    /// <summary>Less free disk beyond the reserve takes few jobs: an image with CUDA has 10 GiB and more.</summary>
    private const long LittleDisk = 20L << 30;

    /// <summary>The journal, and logs and outputs on their way.</summary>
    private const long LittleState = 1L << 30;

    private const long LittleShm = 64L << 20;

    public static IEnumerable<CheckResult> Of(DoctorFacts facts)
    {
        OfferOptions offer = facts.Options?.Offer ?? new OfferOptions();
        return
        [
            EngineDisk(facts.EngineDisk, offer), StateDisk(facts.StateDisk, facts.StateDirectory), Memory(facts, offer), Cpu(facts, offer),
            Shm(facts.Shm),
        ];
    }

    private static CheckResult EngineDisk(RoomReading? disk, OfferOptions offer)
    {
        if (disk is null)
        {
            return CheckResult.Skip("disk", "the engine does not say where it keeps images");
        }

        RoomReserve reserve = RoomReserve.Of(offer.ReserveDiskBytes);
        string free = $"{HumanText.Size(disk.FreeBytes)} are free for images and jobs, of which {HumanText.Size(reserve.Bytes)} stay free";
        const string Remedy = "Free some: 'docker system df' shows what is used, 'depin-node prune' removes images of earlier jobs; or "
            + "lower offer.reserve.disk.";
        return disk.FreeBytes <= reserve.Bytes ? CheckResult.Fail("disk", $"{free}: there is no room for any job.", Remedy)
            : disk.FreeFiles < reserve.Files ? CheckResult.Fail(
                "disk", $"Only {disk.FreeFiles} files can still be made where the engine keeps images.",
                "Remove what has many small files there; 'df -i' shows what is left.")
            : disk.FreeBytes - reserve.Bytes < LittleDisk ? CheckResult.Warn("disk", $"{free}: few jobs fit.", Remedy)
            : CheckResult.Ok("disk", $"{free}.");
    }

    private static CheckResult StateDisk(RoomReading? disk, FileFact? directory) => disk is null
        ? CheckResult.Skip("state-disk", "the state directory is not there")
        : disk.FreeBytes < LittleState
            ? CheckResult.Warn(
                "state-disk", $"{HumanText.Size(disk.FreeBytes)} are free for {directory?.Path}, where outputs wait to be delivered.",
                "Free some, or set stateDirectory on another disk while no job runs.")
            : CheckResult.Ok("state-disk", $"{HumanText.Size(disk.FreeBytes)} are free for {directory?.Path}.");

    private static CheckResult Memory(DoctorFacts facts, OfferOptions offer)
    {
        long usable = facts.Machine.UsableMemoryBytes();
        string kept = $"Of {HumanText.Size(usable)} memory {HumanText.Size(offer.ReserveMemoryBytes)} are kept back";
        return usable <= offer.ReserveMemoryBytes
            ? CheckResult.Fail("memory", $"{kept}: nothing is left to offer.", "Lower offer.reserve.memory.")
            : CheckResult.Ok("memory", $"{kept}.");
    }

    private static CheckResult Cpu(DoctorFacts facts, OfferOptions offer)
    {
        int usable = (int)(facts.Machine.UsableCores() * 1000);
        string kept = $"Of {HumanText.Cores(usable)} {HumanText.Cores(offer.ReserveCpuMillicores)} are kept back";
        return usable <= offer.ReserveCpuMillicores
            ? CheckResult.Fail("cpu", $"{kept}: nothing is left to offer.", "Lower offer.reserve.cpu.")
            : CheckResult.Ok("cpu", $"{kept}.");
    }

    private static CheckResult Shm(RoomReading? shm) => shm switch
    {
        null => CheckResult.Warn(
            "shm", "There is no /dev/shm, through which processes on this machine share memory.",
            "Mount it: 'mount -t tmpfs tmpfs /dev/shm'."),
        { FreeBytes: < LittleShm } => CheckResult.Warn(
            "shm", $"/dev/shm has {HumanText.Size(shm.FreeBytes)} left.",
            "See what fills it: 'ls -l /dev/shm'; 'mount -o remount,size=50% /dev/shm' widens it."),
        _ => CheckResult.Ok("shm", $"/dev/shm has {HumanText.Size(shm.FreeBytes)} left."),
    };
}
