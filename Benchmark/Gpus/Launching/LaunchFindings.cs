using DePin.Benchmark.Gpus.Checks;
using DePin.Benchmark.Gpus.Native;
using DePin.Benchmark.Kernels;

namespace DePin.Benchmark.Gpus.Launching;

/// <summary>From what a driver refused while a GPU was to compute to what its owner should know. Pure.</summary>
internal static class LaunchFindings
{
    private const int InvalidPtx = 218;
    private const int NoCompiler = 221;
    private const int NoBinary = 209;

    public static GpuFinding Of(CudaGpu gpu, CudaException failed) => failed.Failure.Status switch
    {
        CudaException.OutOfMemory => Full(gpu, failed.Failure.ToString()),
        InvalidPtx or NoBinary when PtxFamily.For(ComputeCapability.Parse(gpu.ComputeCapability)).IsEmpty => new GpuFinding(
            GpuFindingCode.GpuTooOld,
            $"The GPU at {gpu.Address} is of compute capability {gpu.ComputeCapability}; "
            + $"our kernels are for {PtxFamily.Sm75.Target} and later.",
            "Nothing to do: this GPU cannot be measured or proven, and is not offered.",
            gpu.Uuid),
        GpuContext.UnsupportedPtx or InvalidPtx or NoBinary => new GpuFinding(
            GpuFindingCode.DriverTooOld,
            $"The driver cannot compile our kernel for the GPU at {gpu.Address}: {failed.Failure}{Told(failed)}.",
            $"Install a newer NVIDIA driver: {PtxFamily.Sm75.DriverBranch} or later, the newest one for the GPU's fastest kernels.",
            gpu.Uuid),
        NoCompiler => new GpuFinding(
            GpuFindingCode.LibraryMissing,
            $"The driver's compiler is not there: {failed.Failure}.",
            "Install libnvidia-ptxjitcompiler of the driver's version (Debian: libnvidia-ptxjitcompiler1).",
            gpu.Uuid),
        _ => new GpuFinding(
            GpuFindingCode.GpuError,
            $"The GPU at {gpu.Address} failed while it computed: {failed.Failure}.",
            "Look for an Xid with 'dmesg | grep Xid'. If it happens again, see to the GPU's power and cooling, then have it replaced.",
            gpu.Uuid),
    };

    /// <param name="why">What could not be had.</param>
    public static GpuFinding Full(CudaGpu gpu, string why) => new(
        GpuFindingCode.OutOfMemory,
        $"The GPU at {gpu.Address} has not the memory free that this takes: {why}.",
        "See with 'nvidia-smi' which programs hold it, end those that should not be there, and try again.",
        gpu.Uuid);

    /// <param name="what">What it computed, and what is right.</param>
    public static GpuFinding Wrong(CudaGpu gpu, string what) => new(
        GpuFindingCode.WrongResult,
        $"The GPU at {gpu.Address} computed a wrong result: {what}.",
        "Take it out of service: see to its cooling and power, undo any overclocking, and have it replaced if it happens again.",
        gpu.Uuid);

    /// <returns>Null where the memory that was taken kept what was written.</returns>
    public static GpuFinding? Kept(CudaGpu gpu, PatternCheck.Result memory) => memory switch
    {
        { Taken: 0 } => Full(gpu, "not even 16 MiB of it could be taken"),
        { WrongBits: 0 } => null,
        _ => new GpuFinding(
            GpuFindingCode.MemoryAliased,
            FormattableString.Invariant($"The GPU at {gpu.Address} has not the memory that it reports: of {memory.Taken >> 20} MiB that ")
            + FormattableString.Invariant($"were written, {memory.WrongBits} bits were others when they were read again, ")
            + FormattableString.Invariant($"the first at byte {memory.First}."),
            "Do not offer it: a card altered to report more than it has is counterfeit; where it is genuine, its memory is failing.",
            gpu.Uuid),
    };

    /// <param name="gpu">The UUID that was asked for.</param>
    public static GpuFinding Gone(string gpu) => new(
        GpuFindingCode.GpuLost, "CUDA does not offer this GPU.", "Look with 'depin-node gpus'; if it was there before, reboot.", gpu);

    private static string Told(CudaException failed) => failed.Log is { Length: > 0 } log ? $", {log.Split('\n')[0].Trim()}" : "";
}
