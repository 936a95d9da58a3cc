using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Benchmark.Gpus;
using DePin.Benchmark.Proof;
using DePin.Benchmark.Proof.Transcripts;
using DePin.NodeAgent.Gpus.Worker;

namespace DePin.NodeAgent.Cli;

/// <summary>A self-test's challenge answered, on the processor or on a GPU.</summary>
/// <param name="Seconds">That the work took: from what an audit's clock would begin with to the commitment.</param>
internal sealed record PogAnswer(ReadOnlyMemory<byte> Roots, ReadOnlyMemory<byte> Openings, ProofDevice Device, double Seconds)
{
    /// <param name="challenge">With its secret; <see cref="CpuProver.Refusal"/> has nothing against it.</param>
    public static PogAnswer OfProcessor(
        SignedChallenge challenge, IProgress<ProofProgress> progress, TimeProvider time, CancellationToken token)
    {
        long began = time.GetTimestamp();
        ProvenWork proven = CpuProver.Prove(challenge, progress, token);
        double seconds = time.GetElapsedTime(began).TotalSeconds;
        return new PogAnswer(
            proven.Roots, proven.Open(challenge.Secret!.Value, challenge.Message.Openings), ProofDevice.Cpu, seconds);
    }

    /// <param name="challenge">With its secret, and its start where it has one.</param>
    /// <returns>What the GPU or its driver could not do, where there is no answer.</returns>
    public static async Task<(PogAnswer? Answer, GpuFinding? Finding)> OfGpuAsync(
        WorkerStart start, string gpu, SignedChallenge challenge, IProgress<ProofProgress> progress, TimeProvider time,
        CancellationToken token)
    {
        await using ProofWorker proof = new ProofWorkers(start, time).Begin(gpu, challenge);
        ProofStep step = await proof.PrepareAsync(token);
        long began = time.GetTimestamp();
        step = step is ProofStep.Prepared ? await proof.CommitAsync(challenge.Start, progress, token) : step;
        double seconds = time.GetElapsedTime(began).TotalSeconds;
        if (step is not ProofStep.Committed(var roots, var device))
        {
            return (null, ((ProofStep.Failed)step).Finding);
        }

        return await proof.OpenAsync(challenge.Secret!.Value, token) switch
        {
            ProofStep.Opened(var openings) => (new PogAnswer(roots, openings, device, seconds), null),
            var failed => (null, ((ProofStep.Failed)failed).Finding),
        };
    }

    public ProofTranscript Sign(SignedChallenge challenge, PrivateKey key) => ProofTranscript.Of(challenge, key, Device, Roots, Openings);
}
