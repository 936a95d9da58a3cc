using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Benchmark.Proof;
using DePin.Benchmark.Proof.Transcripts;

namespace DePin.NodeAgent.Proving;

/// <summary>
/// Answers challenges to a stand-in for a GPU on one core of the processor, and says so: for tests, of a scheduler that was told to
/// accept it.
/// </summary>
internal static class ProcessorProver
{
    public static async Task<GpuProof> ProveAsync(
        SignedChallenge challenge, string gpu, Func<CancellationToken, Task<Hash32>> start, CancellationToken token)
    {
        if (CpuProver.TooMuch(challenge.Message) is { } reason)
        {
            throw new CannotProveException($"the processor that stands in for {gpu} cannot do it: {reason}", null);
        }

        ProvenWork proven = await CpuProver.ProveAsync(challenge, start, new Progress<ProofProgress>(), token);
        return new GpuProof(
            proven.Commit, proven.Roots, ProofDevice.Cpu,
            (secret, _) => CpuProver.OpenAsync(proven, secret, challenge.Message.Openings));
    }
}
