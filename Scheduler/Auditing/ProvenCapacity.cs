using DePin.Protocol.Wire;

namespace DePin.Scheduler.Auditing;

/// <summary>What counts of a node's capacity when jobs are placed: its GPUs as they were proven. Pure.</summary>
/// <param name="Capacity">With the GPUs that are proven, by what is proven; null where the node has stated nothing.</param>
/// <param name="Unproven">Why each of the others does not count.</param>
internal sealed record ProvenCapacity(Capacity? Capacity, IReadOnlyList<string> Unproven)
{
    /// <param name="known">What is known of a GPU by its UUID; null for nothing.</param>
    public static ProvenCapacity Of(Capacity? stated, Func<string, GpuRow?> known, AuditRules rules)
    {
        if (stated is null || stated.Gpus.Count == 0 || !rules.RequireProof)
        {
            return new ProvenCapacity(stated, []);
        }

        List<GpuCapacity> proven = [];
        List<string> unproven = [];
        foreach (GpuCapacity gpu in stated.Gpus)
        {
            GpuRow row = known(gpu.Uuid) ?? GpuRow.New(default, gpu.Uuid);
            if (row.WhyUnproven(rules) is { } reason)
            {
                unproven.Add(reason);
            }
            else
            {
                proven.Add(AsProven(gpu, row, rules));
            }
        }

        return new ProvenCapacity(stated with { Gpus = proven }, unproven);
    }

    /// <summary>
    /// The lower ends of the intervals, of what is to be proven at all. Memory counts whole when as much of it is proven as a challenge
    /// fills; its bandwidth is that of reading at random places, since no other was shown.
    /// </summary>
    private static GpuCapacity AsProven(GpuCapacity stated, GpuRow row, AuditRules rules)
    {
        GpuCapacity counted = stated;
        if (rules.Proofs.Contains(ProofKind.Fp16))
        {
            counted = counted with { Fp16Tflops = row.Find(ProofKind.Fp16)!.Low / 1e12 };
        }

        if (rules.Proofs.Contains(ProofKind.Vram))
        {
            ProvenFigure vram = row.Find(ProofKind.Vram)!;
            counted = counted with
            {
                MemoryBytesPerSecond = vram.Low,
                VramBytes = ChallengeSizing.Counted(stated.VramBytes, vram.Bytes ?? 0),
            };
        }

        return counted;
    }
}
