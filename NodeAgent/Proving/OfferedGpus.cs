using DePin.Benchmark.Gpus;
using DePin.Benchmark.Gpus.Measuring;
using DePin.NodeAgent.Containers;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Proving;

/// <summary>Which of the machine's GPUs a scheduler hears of, to ask them for proofs and to give them work. Pure.</summary>
internal static class OfferedGpus
{
    /// <summary>The capacity with the GPUs that work and that the engine can hand to a container.</summary>
    /// <param name="inventory">As it was last seen; null before.</param>
    /// <param name="access">How containers get GPUs. A simulated one reaches none, and is offered all the same.</param>
    /// <param name="measured">What each was last measured to do, by UUID: offered with that, and not at all where it was wrong.</param>
    public static Capacity Beside(
        Capacity capacity, GpuInventory? inventory, GpuAccess access, IReadOnlyDictionary<string, MeasuredGpu> measured) =>
        inventory is null || (access == GpuAccess.None && !inventory.Simulated) || inventory.Findings.Any(IsGraveForAll)
            ? capacity
            : capacity with
            {
                Gpus =
                [
                    .. capacity.Gpus,
                    .. inventory.Gpus.Where(gpu => IsSound(gpu, inventory))
                        .SelectMany(gpu => Offered(gpu, measured.GetValueOrDefault(gpu.Uuid))),
                ],
                Simulated = capacity.Simulated || (inventory.Simulated && inventory.Gpus.Count > 0),
            };

    private static bool IsGraveForAll(GpuFinding finding) => finding.Gpu is null && finding.IsGrave();

    private static bool IsSound(Gpu gpu, GpuInventory inventory) =>
        gpu is { Usable: true, MemoryBytes: > 0 }
        && !inventory.Findings.Any(finding => finding.Gpu == gpu.Uuid && (finding.IsGrave() || finding.Code == GpuFindingCode.Split));

    /// <summary>The checked rates alone: a rate of registers and shared memory is no job's.</summary>
    private static IEnumerable<GpuCapacity> Offered(Gpu gpu, MeasuredGpu? measured) => measured?.IsTrustworthy() == false ? [] :
    [
        new GpuCapacity
        {
            Uuid = gpu.Uuid,
            Model = gpu.Name ?? "GPU without a name",
            VramBytes = gpu.MemoryBytes!.Value,
            Fp16Tflops = measured?.Find(GpuFigure.Fp16Gemm)?.Median / 1e12,
            MemoryBytesPerSecond = measured?.Find(GpuFigure.MemoryRead)?.Median,
        },
    ];
}
