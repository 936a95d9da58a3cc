using DePin.Attestation;
using DePin.Benchmark.Gpus.Worker;
using DePin.Benchmark.Proof;
using DePin.Benchmark.Proof.Transcripts;

namespace DePin.NodeAgent.Gpus.Worker;

/// <summary>
/// One challenge answered by one GPU: prepare, commit, open, in this order. Each ends in time, whatever the driver does; after a failure
/// nothing more is to be asked. When this is disposed of, the worker is gone, and with it all that the proof took of the GPU.
/// </summary>
internal sealed class ProofWorker(ProofWorkers prover, WorkerStart start, string gpu, SignedChallenge challenge, TimeProvider time)
    : IAsyncDisposable
{
    private readonly WorkerSeat _seat = new(start, time);
    private bool _claimed;

    /// <summary>What need not be timed: compiles, takes memory, and fills it where that is what is proven.</summary>
    /// <returns>Prepared or failed.</returns>
    public async Task<ProofStep> PrepareAsync(CancellationToken token)
    {
        if (prover.Claim(gpu) is { } failed)
        {
            return failed;
        }

        _claimed = true;
        return await AskAsync(id => new GpuQuestion.Prepare { Id = id, Gpu = gpu, Challenge = challenge }, null, token);
    }

    /// <summary>Does the work.</summary>
    /// <param name="revealed">The start of a proof of memory; null for another.</param>
    /// <param name="progress">Told of each round.</param>
    /// <returns>Committed or failed.</returns>
    /// <exception cref="InvalidOperationException">It was not prepared.</exception>
    public Task<ProofStep> CommitAsync(Hash32? revealed, IProgress<ProofProgress> progress, CancellationToken token) =>
        AskPreparedAsync(id => new GpuQuestion.Prove { Id = id, Start = revealed }, new Rounds(progress), token);

    /// <summary>Opens what the secret draws.</summary>
    /// <returns>Opened or failed.</returns>
    /// <exception cref="InvalidOperationException">It was not prepared.</exception>
    public Task<ProofStep> OpenAsync(Hash32 secret, CancellationToken token) =>
        AskPreparedAsync(id => new GpuQuestion.Open { Id = id, Secret = secret }, null, token);

    public async ValueTask DisposeAsync()
    {
        (WorkerProcess? worker, bool claimed, _claimed) = (_seat.Worker, _claimed, false);
        await _seat.EndAsync();
        if (claimed)
        {
            prover.Release(gpu, worker);
        }
    }

    private Task<ProofStep> AskPreparedAsync(
        Func<int, GpuQuestion> question, IProgress<GpuWord.Progress>? progress, CancellationToken token) =>
        _seat.Worker is null
            ? throw new InvalidOperationException("a proof is prepared, then done, then opened, then over")
            : AskAsync(question, progress, token);

    private async Task<ProofStep> AskAsync(
        Func<int, GpuQuestion> question, IProgress<GpuWord.Progress>? progress, CancellationToken token) =>
        await _seat.AskAsync(question, progress, token) switch
        {
            WorkerOutcome.Answered { Word: GpuWord.Prepared } => new ProofStep.Prepared(),
            WorkerOutcome.Answered { Word: GpuWord.Committed(_, var roots, var device) } => new ProofStep.Committed(roots, device),
            WorkerOutcome.Answered { Word: GpuWord.Opened(_, var openings) } => new ProofStep.Opened(openings),
            WorkerOutcome.Answered { Word: GpuWord.Failed(_, var finding) } => new ProofStep.Failed(finding),
            var outcome => new ProofStep.Failed(WorkerFindings.Of(outcome, gpu)),
        };

    private sealed class Rounds(IProgress<ProofProgress> progress) : IProgress<GpuWord.Progress>
    {
        public void Report(GpuWord.Progress value)
        {
            if (value is GpuWord.Round(var done, var of))
            {
                progress.Report(new ProofProgress(done, of));
            }
        }
    }
}
