using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Benchmark.Gpus;
using DePin.Benchmark.Gpus.Launching;
using DePin.Benchmark.Gpus.Native;
using DePin.Benchmark.Proof.Gemm;
using DePin.Benchmark.Proof.Transcripts;
using DePin.Benchmark.Proof.Vram;

namespace DePin.Benchmark.Proof.Cuda;

/// <summary>
/// One challenge on one GPU: made ready, its work done, opened. All on one thread. What it takes of the GPU it holds until it is disposed
/// of.
/// </summary>
internal sealed class CudaProof : IDisposable
{
    private readonly GpuContext _gpu;
    private readonly SignedChallenge _challenge;
    private readonly Hash32 _digest;
    private readonly IProofRounds _rounds;

    private CudaProof(GpuContext gpu, SignedChallenge challenge, Hash32 digest, IProofRounds rounds) =>
        (_gpu, _challenge, _digest, _rounds) = (gpu, challenge, digest, rounds);

    /// <summary>Does what need not be timed: compiles the kernels, takes the memory, and fills it where that is what is proven.</summary>
    /// <param name="challenge">Within its limits.</param>
    /// <exception cref="CudaException">This, like every method here, throws it when a call of the driver's fails.</exception>
    public static CudaProof Prepare(CudaLibrary cuda, CudaGpu gpu, SignedChallenge challenge)
    {
        Hash32 digest = challenge.Digest();
        GpuContext context = new(cuda, gpu);
        try
        {
            IProofRounds rounds = challenge.Message switch
            {
                GemmChallenge gemm => new GemmRounds(context, gemm),
                VramChallenge vram => new VramRounds(context, vram, VramWork.MemoryKey(digest)),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
            return new CudaProof(context, challenge, digest, rounds);
        }
        catch (CudaException)
        {
            context.Dispose();
            throw;
        }
    }

    /// <param name="start">What the verifier revealed when the memory was filled; null where there is none.</param>
    public ProvenWork Prove(Hash32? start, IProgress<ProofProgress> progress, CancellationToken token)
    {
        IProofWork work = _challenge.Message switch
        {
            GemmChallenge gemm => new GemmWork(gemm, _digest),
            VramChallenge vram => new VramWork(
                vram,
                VramWork.SeedOf(_digest, start ?? throw new ArgumentNullException(nameof(start))),
                new ComputedLines(VramWork.MemoryKey(_digest), vram.Work)),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        return new ProvenWork(work, _rounds, _challenge.Message.Rounds, progress, token);
    }

    public void Dispose() => _gpu.Dispose();
}
