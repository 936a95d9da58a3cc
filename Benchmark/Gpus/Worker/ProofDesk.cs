using DePin.Attestation.Messages;
using DePin.Benchmark.Gpus.Launching;
using DePin.Benchmark.Gpus.Native;
using DePin.Benchmark.Proof;
using DePin.Benchmark.Proof.Cuda;
using DePin.Benchmark.Proof.Transcripts;

namespace DePin.Benchmark.Gpus.Worker;

/// <summary>The one proof that a worker has in hand, from its challenge to its openings. All on the worker's thread.</summary>
/// <param name="progress">Told of each round.</param>
internal sealed class ProofDesk(IProgress<ProofProgress> progress)
{
    private CudaProof? _proof;
    private CudaGpu? _gpu;
    private SignedChallenge? _challenge;
    private ProvenWork? _proven;
    private ProofDevice _device;

    /// <summary>Whatever was in hand before is given up.</summary>
    /// <param name="gpu">Null where CUDA has it not.</param>
    public GpuWord Prepare(GpuQuestion.Prepare question, CudaLibrary? cuda, CudaGpu? gpu, bool simulated)
    {
        Drop();
        if (cuda is null || gpu is null)
        {
            return new GpuWord.Failed(question.Id, LaunchFindings.Gone(question.Gpu));
        }

        (_gpu, _challenge, _device) = (gpu, question.Challenge, simulated ? ProofDevice.Simulated : ProofDevice.Cuda);
        return Try(question.Id, () =>
        {
            _proof = CudaProof.Prepare(cuda, gpu, question.Challenge);
            return new GpuWord.Prepared(question.Id);
        });
    }

    /// <exception cref="InvalidDataException">Nothing was prepared, or the start is missing.</exception>
    public GpuWord Prove(GpuQuestion.Prove question, CancellationToken token)
    {
        CudaProof proof = _proof ?? throw new InvalidDataException("it was asked to prove what it had not prepared");
        if (_challenge is { Message: VramChallenge } && question.Start is null)
        {
            throw new InvalidDataException("it was asked to prove memory without the start");
        }

        return Try(question.Id, () =>
        {
            _proven = proof.Prove(question.Start, progress, token);
            return new GpuWord.Committed(question.Id, _proven.Roots.ToArray(), _device);
        });
    }

    /// <exception cref="InvalidDataException">Nothing was proven.</exception>
    public GpuWord Open(GpuQuestion.Open question)
    {
        ProvenWork proven = _proven ?? throw new InvalidDataException("it was asked to open what it had not proven");
        GpuWord answer = Try(question.Id, () => new GpuWord.Opened(
            question.Id, proven.Open(question.Secret, _challenge!.Message.Openings)));
        Drop();
        return answer;
    }

    private GpuWord Try(int id, Func<GpuWord> work)
    {
        try
        {
            return work();
        }
        catch (CudaException failed)
        {
            Drop();
            return new GpuWord.Failed(id, LaunchFindings.Of(_gpu!, failed));
        }
    }

    private void Drop()
    {
        _proof?.Dispose();
        (_proof, _proven) = (null, null);
    }
}
