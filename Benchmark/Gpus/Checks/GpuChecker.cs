using System.Globalization;
using System.Security.Cryptography;
using DePin.Benchmark.Gpus.Native;

namespace DePin.Benchmark.Gpus.Checks;

/// <summary>Tries one GPU out: does it compute right, and has it the memory that it reports.</summary>
internal sealed class GpuChecker(CudaLibrary cuda, TimeProvider time)
{
    /// <summary>CUDA_ERROR_OUT_OF_MEMORY</summary>
    public const int OutOfMemory = 2;

    private const int InvalidPtx = 218;
    private const int UnsupportedPtx = 222;
    private const int NoCompiler = 221;
    private const int NoBinary = 209;

    /// <summary>After an error that stays, this process can ask the GPU nothing more.</summary>
    public bool IsSpoiled { get; private set; }

    public GpuCheck Run(CudaGpu gpu)
    {
        long start = time.GetTimestamp();
        List<GpuFinding> findings = [];
        (long Words, long Bytes) well = (0, 0);
        try
        {
            int device = cuda.Device(gpu.Ordinal);
            cuda.SetContext(cuda.RetainContext(device));
            (well.Words, CheckKernel.WrongWord? wrong) = CheckKernel.Run(cuda, gpu.Multiprocessors, Seed());
            findings.AddRange(Computed(gpu, wrong));
            (long taken, long kept, long pages) = new PageMarks(cuda, ((ulong)Seed() << 32) | Seed()).Run();
            well.Bytes = kept * PageMarks.PageBytes;
            findings.AddRange(Kept(gpu, taken, kept, pages));
            cuda.SetContext(0);
            cuda.ReleaseContext(device);
        }
        catch (CudaException failed)
        {
            // What was allocated goes with the process, which ends after this.
            IsSpoiled = true;
            findings.Add(Failed(gpu, failed));
        }

        return new GpuCheck
        {
            Uuid = gpu.Uuid,
            RightWords = well.Words,
            KeptBytes = well.Bytes,
            Seconds = time.GetElapsedTime(start).TotalSeconds,
            Findings = findings,
        };
    }

    private static IEnumerable<GpuFinding> Computed(CudaGpu gpu, CheckKernel.WrongWord? wrong) => wrong is null ? [] :
    [
        new GpuFinding(
            GpuFindingCode.WrongResult,
            Format($"The GPU at {gpu.Address} computed a wrong result: thread {wrong.Thread} of launch {wrong.Launch} gave ")
            + Format($"0x{wrong.Seen:x8}, right is 0x{wrong.Expected:x8}."),
            "Take it out of service: see to its cooling and power, undo any overclocking, and have it replaced if it happens again.",
            gpu.Uuid),
    ];

    private static IEnumerable<GpuFinding> Kept(CudaGpu gpu, long taken, long kept, long pages)
    {
        if (taken == 0)
        {
            yield return Full(gpu, "not even 16 MiB of it could be taken");
        }
        else if (kept < pages)
        {
            yield return new GpuFinding(
                GpuFindingCode.MemoryAliased,
                Format($"The GPU at {gpu.Address} has not the memory that it reports: of {pages} pages of 2 MiB that were written, ")
                + Format($"{pages - kept} held something else when they were read again."),
                "Do not offer it: a card altered to report more than it has is counterfeit; where it is genuine, its memory is failing.",
                gpu.Uuid);
        }
    }

    private static GpuFinding Failed(CudaGpu gpu, CudaException failed) => failed.Failure.Status switch
    {
        OutOfMemory => Full(gpu, failed.Failure.ToString()),
        UnsupportedPtx or InvalidPtx or NoBinary => new GpuFinding(
            GpuFindingCode.DriverTooOld,
            $"The driver cannot compile our kernel for the GPU at {gpu.Address}: {failed.Failure}{Told(failed)}.",
            "Install a newer NVIDIA driver: 450 or later for this kernel, the newest that knows the GPU for the others.",
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

    private static GpuFinding Full(CudaGpu gpu, string why) => new(
        GpuFindingCode.OutOfMemory,
        $"The GPU at {gpu.Address} has no memory free to be tried out: {why}.",
        "See with 'nvidia-smi' which programs hold it, end those that should not be there, and try again.",
        gpu.Uuid);

    private static string Told(CudaException failed) => failed.Log is { Length: > 0 } log ? $", {log.Split('\n')[0].Trim()}" : "";

    private static uint Seed() => (uint)RandomNumberGenerator.GetInt32(int.MaxValue);

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
