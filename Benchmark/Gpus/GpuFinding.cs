namespace DePin.Benchmark.Gpus;

/// <summary>Something the owner should know about the GPUs, and what to do about it.</summary>
/// <param name="Message">The fact, with what was seen.</param>
/// <param name="Gpu">The UUID of the GPU it is about; null when it is about the driver, or a GPU whose UUID is not known.</param>
public sealed record GpuFinding(GpuFindingCode Code, string Message, string Remedy, string? Gpu = null)
{
    /// <summary>After these the GPU, or every GPU where none is named, is not to be trusted with anybody's work.</summary>
    public bool IsGrave() => Code is not (
        GpuFindingCode.Split or GpuFindingCode.Slowed or GpuFindingCode.NarrowLink or GpuFindingCode.Xid
        or GpuFindingCode.Busy or GpuFindingCode.Slower or GpuFindingCode.Simulated);
}
