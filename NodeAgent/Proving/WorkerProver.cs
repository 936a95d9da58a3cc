using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Benchmark.Proof;
using DePin.Benchmark.Proof.Transcripts;
using DePin.NodeAgent.Gpus.Worker;

namespace DePin.NodeAgent.Proving;

/// <summary>Answers challenges on the GPU that is asked for, by a worker of the proof's own.</summary>
internal sealed class WorkerProver(ProofWorkers workers)
{
    /// <inheritdoc cref="GpuProver"/>
    public async Task<GpuProof> ProveAsync(
        SignedChallenge challenge, string gpu, Func<CancellationToken, Task<Hash32>> start, CancellationToken token)
    {
        ProofWorker worker = workers.Begin(gpu, challenge);
        try
        {
            Done<ProofStep.Prepared>(await worker.PrepareAsync(token));
            Hash32? revealed = challenge.Message is VramChallenge ? await start(token) : null;
            (ReadOnlyMemory<byte> roots, ProofDevice device) =
                Done<ProofStep.Committed>(await worker.CommitAsync(revealed, new Progress<ProofProgress>(), token));
            return new GpuProof(ProvenWork.CommitTo(roots.Span), roots, device, OpenAsync) { Prover = worker };
        }
        catch
        {
            await worker.DisposeAsync();
            throw;
        }

        async Task<byte[]> OpenAsync(Hash32 secret, CancellationToken inner) =>
            Done<ProofStep.Opened>(await worker.OpenAsync(secret, inner)).Openings.ToArray();
    }

    /// <exception cref="CannotProveException">The worker failed.</exception>
    private static T Done<T>(ProofStep step)
        where T : ProofStep => step is ProofStep.Failed { Finding: var finding }
            ? throw new CannotProveException($"{finding.Message} {finding.Remedy}", null)
            : (T)step;
}
