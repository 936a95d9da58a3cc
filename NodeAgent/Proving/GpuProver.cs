using DePin.Attestation;
using DePin.Benchmark.Proof.Transcripts;

namespace DePin.NodeAgent.Proving;

/// <summary>Does the work of a challenge on one of this machine's GPUs.</summary>
/// <param name="challenge">Within the limits, signed by the scheduler, and for this node; its secret and start are not revealed.</param>
/// <param name="gpu">The UUID.</param>
/// <param name="start">Says that the memory of a VRAM challenge is filled, and gives what seeds the reading. For no other.</param>
/// <exception cref="CannotProveException">It cannot be done.</exception>
public delegate Task<GpuProof> GpuProver(
    SignedChallenge challenge, string gpu, Func<CancellationToken, Task<Hash32>> start, CancellationToken token);
