using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Benchmark.Proof;
using DePin.Benchmark.Proof.Transcripts;
using DePin.NodeAgent.Gpus.Worker;
using DePin.NodeAgent.Proving;
using DePin.NodeAgent.Tests.Gpus.Worker;
using DePin.SimulatedDrivers;

namespace DePin.NodeAgent.Tests.Proving;

/// <summary>A scheduler's challenge, answered by a worker on a simulated driver.</summary>
public sealed class WorkerProverTests
{
    private static readonly PogChallenge[] _challenges = [ProofChallenges.Gemm(Arithmetic.Fp16), ProofChallenges.Vram()];

    [TestCaseSource(nameof(_challenges)), CancelAfter(120_000)]
    public async Task A_challenge_is_answered_by_the_gpu_and_the_gpu_is_free_afterwards(PogChallenge message, CancellationToken token)
    {
        using SimulatedMachine machine = await SimulatedMachine.StartAsync(1, token);
        WorkerProver prover = Prover(machine);
        int revealed = 0;

        for (int time = 0; time < 2; time++)
        {
            await using GpuProof proof = await prover.ProveAsync(ProofChallenges.Signed(message), SimulatedMachine.Uuid(0), Start, token);
            byte[] openings = await proof.OpenAsync(ProofChallenges.Secret, token);
            ProofTranscript transcript = ProofTranscript.Of(
                ProofChallenges.Revealed(ProofChallenges.Signed(message)), ProofChallenges.Node, proof.Device, proof.Roots, openings);

            Assert.That(transcript.Commitment.Message.Commit, Is.EqualTo(proof.Commit));
            Assert.That(ProofVerifier.Verify(transcript.ToJson(), ProofExpectations.None), Is.TypeOf<ProofVerdict.Accepted>());
        }

        Assert.That(revealed, Is.EqualTo(message is VramChallenge ? 2 : 0));

        Task<Hash32> Start(CancellationToken inner)
        {
            revealed++;
            return Task.FromResult(ProofChallenges.Start);
        }
    }

    [Test, CancelAfter(120_000)]
    public async Task What_the_gpu_cannot_do_is_said_with_its_remedy(CancellationToken token)
    {
        using SimulatedMachine machine = await SimulatedMachine.StartAsync(1, token);

        Assert.That(
            async () => await Prover(machine).ProveAsync(
                ProofChallenges.Signed(ProofChallenges.Gemm(Arithmetic.Fp16)), SimulatedMachine.Uuid(7),
                _ => Task.FromResult(ProofChallenges.Start), token),
            Throws.InstanceOf<CannotProveException>().With.Message.Contain("CUDA does not offer this GPU"));
    }

    private static WorkerProver Prover(SimulatedMachine machine) =>
        new(new ProofWorkers(new WorkerStart(machine.Root, AdmitSimulated: true), TimeProvider.System));
}
