using System.Globalization;
using System.Security.Cryptography;
using DePin.Benchmark.Gpus.Launching;
using DePin.Benchmark.Gpus.Native;

namespace DePin.Benchmark.Gpus.Checks;

/// <summary>Tries one GPU out: does it compute right, and has it the memory that it reports.</summary>
internal sealed class GpuChecker(CudaLibrary cuda, TimeProvider time)
{
    public GpuCheck Run(CudaGpu gpu)
    {
        long start = time.GetTimestamp();
        List<GpuFinding> findings = [];
        (long Words, long Bytes) well = (0, 0);
        try
        {
            using GpuContext context = new(cuda, gpu);
            (well.Words, FmaCheck.WrongWord? wrong) = FmaCheck.Run(context, Seed());
            findings.AddRange(Computed(gpu, wrong));
            PatternCheck.Result memory = new PatternCheck(context, Seed()).Run();
            well.Bytes = memory.WrongBits == 0 ? memory.Taken : 0;
            findings.AddRange(Kept(gpu, memory));
        }
        catch (CudaException failed)
        {
            findings.Add(LaunchFindings.Of(gpu, failed));
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

    private static IEnumerable<GpuFinding> Computed(CudaGpu gpu, FmaCheck.WrongWord? wrong) => wrong is null ? [] :
    [
        new GpuFinding(
            GpuFindingCode.WrongResult,
            Format($"The GPU at {gpu.Address} computed a wrong result: thread {wrong.Thread} of launch {wrong.Launch} gave ")
            + Format($"0x{wrong.Seen:x8}, right is 0x{wrong.Expected:x8}."),
            "Take it out of service: see to its cooling and power, undo any overclocking, and have it replaced if it happens again.",
            gpu.Uuid),
    ];

    private static IEnumerable<GpuFinding> Kept(CudaGpu gpu, PatternCheck.Result memory)
    {
        if (memory.Taken == 0)
        {
            yield return LaunchFindings.Full(gpu, "not even 16 MiB of it could be taken");
        }
        else if (memory.WrongBits > 0)
        {
            yield return new GpuFinding(
                GpuFindingCode.MemoryAliased,
                Format($"The GPU at {gpu.Address} has not the memory that it reports: of {memory.Taken >> 20} MiB that were written, ")
                + Format($"{memory.WrongBits} bits were others when they were read again, the first at byte {memory.First}."),
                "Do not offer it: a card altered to report more than it has is counterfeit; where it is genuine, its memory is failing.",
                gpu.Uuid);
        }
    }

    private static uint Seed() => (uint)RandomNumberGenerator.GetInt32(int.MaxValue);

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
