using DePin.Attestation;
using DePin.Attestation.Messages;

namespace DePin.NodeAgent.Proving;

/// <summary>Work that is done: what to commit to now, and how to open it once the secret is known. Disposing of it frees the GPU.</summary>
/// <param name="Commit">The hash of all roots.</param>
/// <param name="Roots">The root of each round, 32 bytes each.</param>
/// <param name="Device">What computed it.</param>
/// <param name="OpenAsync">From the secret: for each draw its leaf and the leaf's siblings, 32 bytes each.</param>
public sealed record GpuProof(
    Hash32 Commit, ReadOnlyMemory<byte> Roots, ProofDevice Device, Func<Hash32, CancellationToken, Task<byte[]>> OpenAsync)
    : IAsyncDisposable
{
    /// <summary>What did the work; null where nothing is to be freed.</summary>
    public IAsyncDisposable? Prover { get; init; }

    public ValueTask DisposeAsync() => Prover?.DisposeAsync() ?? ValueTask.CompletedTask;
}
