using DePin.Attestation.Messages;
using DePin.Benchmark.Gpus;

namespace DePin.NodeAgent.Gpus.Worker;

/// <summary>How far a GPU's proof has come.</summary>
internal abstract record ProofStep
{
    private ProofStep()
    {
    }

    /// <summary>Compiled, and where memory is proven, filled: the clock may run.</summary>
    public sealed record Prepared : ProofStep;

    /// <summary>The work is done.</summary>
    /// <param name="Roots">The root of each round, 32 bytes each: what is committed to.</param>
    public sealed record Committed(ReadOnlyMemory<byte> Roots, ProofDevice Device) : ProofStep;

    /// <summary>What the secret draws is opened, and the GPU is free again.</summary>
    public sealed record Opened(ReadOnlyMemory<byte> Openings) : ProofStep;

    /// <summary>There will be no proof; nothing more is to be asked.</summary>
    public sealed record Failed(GpuFinding Finding) : ProofStep;
}
