using System.Diagnostics;
using DePin.Attestation.Messages;
using DePin.Benchmark.Gpus;
using DePin.Benchmark.Proof;
using DePin.Benchmark.Proof.Transcripts;
using DePin.NodeAgent.Gpus.Worker;
using DePin.SimulatedDrivers;

namespace DePin.NodeAgent.Tests.Gpus.Worker;

/// <summary>Proofs by the real worker: what a verifier says of them, and that whatever befalls the driver ends as a finding.</summary>
public sealed class ProofWorkerTests
{
    private static readonly WorkerLimits _short = new()
    {
        Call = TimeSpan.FromSeconds(5),
        Wait = TimeSpan.FromSeconds(6),
        Silence = TimeSpan.FromSeconds(60),
        Question = TimeSpan.FromSeconds(240),
    };

    private static readonly PogChallenge[] _challenges =
        [ProofChallenges.Gemm(Arithmetic.Int8), ProofChallenges.Gemm(Arithmetic.Fp16), ProofChallenges.Vram()];

    [TestCaseSource(nameof(_challenges)), CancelAfter(120_000)]
    public async Task A_gpu_commits_before_the_secret_is_known_and_the_verifier_believes_it(PogChallenge message, CancellationToken token)
    {
        using SimulatedMachine machine = await SimulatedMachine.StartAsync(2, token);
        Rounds rounds = new();
        await using ProofWorker proof = Prover(machine).Begin(SimulatedMachine.Uuid(1), ProofChallenges.Signed(message));

        Assert.That(await proof.PrepareAsync(token), Is.EqualTo(new ProofStep.Prepared()));
        ProofStep committed = await CommitAsync(proof, message, rounds, token);
        ProofStep opened = await proof.OpenAsync(ProofChallenges.Secret, token);

        Assert.That(rounds.Seen, Is.EqualTo(new[] { new ProofProgress(1, 3), new ProofProgress(2, 3), new ProofProgress(3, 3) }));
        var (roots, device) = (ProofStep.Committed)committed;
        ProofTranscript transcript = ProofTranscript.Of(
            ProofChallenges.Revealed(ProofChallenges.Signed(message)), ProofChallenges.Node, device, roots,
            ((ProofStep.Opened)opened).Openings);
        ProofVerdict verdict = ProofVerifier.Verify(transcript.ToJson(), ProofExpectations.None);
        Assert.That(verdict, Is.TypeOf<ProofVerdict.Accepted>(), verdict.ToString());
        Assert.That(device, Is.EqualTo(ProofDevice.Simulated));
    }

    [TestCase("launches", "5", GpuFindingCode.GpuError, "700 (CUDA_ERROR_ILLEGAL_ADDRESS)", TestName = "Error 700 amid a proof")]
    [TestCase("stall", "5", GpuFindingCode.DriverHangs, "cuStreamSynchronize did not return", TestName = "A kernel that never ends")]
    [TestCase("hang", "cuMemAlloc_v2", GpuFindingCode.DriverHangs, "cuMemAlloc_v2 did not return", TestName = "A call that never returns")]
    [TestCase("die", "cuLaunchKernel", GpuFindingCode.WorkerDied, "137 (killed)", TestName = "A driver that kills its process in a proof")]
    [TestCase("fail.cuMemAlloc_v2", "2", GpuFindingCode.OutOfMemory, "CUDA_ERROR_OUT_OF_MEMORY", TestName = "A full GPU")]
    [TestCase("ptx", "73", GpuFindingCode.DriverTooOld, "Unsupported .version", TestName = "A driver too old for the kernels")]
    [TestCase("lost", "0", GpuFindingCode.GpuError, "100 (CUDA_ERROR_NO_DEVICE)", TestName = "A GPU that is lost")]
    [CancelAfter(180_000)]
    public async Task A_fault_ends_the_proof_with_a_finding_and_the_next_one_is_whole(
        string setting, string value, GpuFindingCode code, string told, CancellationToken token)
    {
        using SimulatedMachine machine = await SimulatedMachine.StartAsync(1, token);
        ProofWorkers prover = Prover(machine);
        machine.Set(setting, value);

        ProofStep faulty = await RunAsync(prover, SimulatedMachine.Uuid(0), token);

        Assert.That(faulty, Is.TypeOf<ProofStep.Failed>());
        GpuFinding finding = ((ProofStep.Failed)faulty).Finding;
        Assert.That((finding.Code, finding.Gpu), Is.EqualTo((code, SimulatedMachine.Uuid(0))), finding.Message);
        Assert.That(finding.Message, Does.Contain(told));
        Assert.That(finding.Remedy, Is.Not.Empty);

        machine.Unset(setting);
        ProofStep whole = await RunAsync(prover, SimulatedMachine.Uuid(0), token);
        Assert.That(whole, Is.TypeOf<ProofStep.Opened>(), whole.ToString());
    }

    [Test, CancelAfter(120_000)]
    public async Task A_worker_that_is_killed_in_the_middle_of_a_proof_has_died(CancellationToken token)
    {
        using SimulatedMachine machine = await SimulatedMachine.StartAsync(1, token);
        machine.Set("stall", 12);
        ProofWorkers prover = new(Start(machine) with { Limits = WorkerLimits.Default }, TimeProvider.System);
        PogChallenge message = ProofChallenges.Gemm(Arithmetic.Int8, rounds: 1000);
        await using ProofWorker proof = prover.Begin(SimulatedMachine.Uuid(0), ProofChallenges.Signed(message));
        await proof.PrepareAsync(token);
        Rounds rounds = new();
        Task<ProofStep> committing = proof.CommitAsync(null, rounds, token);
        await rounds.First.WaitAsync(token);
        await KillAsync(machine.Root, token);

        ProofStep step = await committing;

        Assert.That(step, Is.TypeOf<ProofStep.Failed>());
        Assert.That(((ProofStep.Failed)step).Finding.Message, Does.Contain("ended with 137 (killed)"));
        Assert.That(await proof.OpenAsync(ProofChallenges.Secret, token), Is.TypeOf<ProofStep.Failed>(), "and stays so");
    }

    [Test, CancelAfter(120_000)]
    public async Task A_proof_that_nobody_waits_for_any_more_leaves_the_gpu_to_the_next(CancellationToken token)
    {
        using SimulatedMachine machine = await SimulatedMachine.StartAsync(1, token);
        machine.Set("stall", 12);
        ProofWorkers prover = Prover(machine);
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(token);
        PogChallenge message = ProofChallenges.Gemm(Arithmetic.Int8, rounds: 1000);
        await using (ProofWorker proof = prover.Begin(SimulatedMachine.Uuid(0), ProofChallenges.Signed(message)))
        {
            await proof.PrepareAsync(token);
            Rounds rounds = new();
            Task<ProofStep> committing = proof.CommitAsync(null, rounds, patience.Token);
            await rounds.First.WaitAsync(token);
            await patience.CancelAsync();
            Assert.That(async () => await committing, Throws.InstanceOf<OperationCanceledException>());
        }

        machine.Unset("stall");
        Assert.That(await RunAsync(prover, SimulatedMachine.Uuid(0), token), Is.TypeOf<ProofStep.Opened>());
    }

    [Test, CancelAfter(120_000)]
    public async Task Gpus_prove_side_by_side_and_each_one_thing_at_a_time(CancellationToken token)
    {
        using SimulatedMachine machine = await SimulatedMachine.StartAsync(2, token);
        ProofWorkers prover = Prover(machine);
        SignedChallenge challenge = ProofChallenges.Signed(ProofChallenges.Vram());
        await using ProofWorker first = prover.Begin(SimulatedMachine.Uuid(0), challenge);
        await using ProofWorker second = prover.Begin(SimulatedMachine.Uuid(1), challenge);
        await using (ProofWorker third = prover.Begin(SimulatedMachine.Uuid(0), challenge))
        {
            ProofStep[] steps = await Task.WhenAll(first.PrepareAsync(token), second.PrepareAsync(token));
            Assert.That(steps, Has.All.EqualTo(new ProofStep.Prepared()));
            ProofStep refused = await third.PrepareAsync(token);
            Assert.That(((ProofStep.Failed)refused).Finding.Code, Is.EqualTo(GpuFindingCode.Busy));
        }

        Assert.That(await CommitAsync(first, challenge.Message, new Rounds(), token), Is.TypeOf<ProofStep.Committed>());
        await first.DisposeAsync();
        Assert.That(await RunAsync(prover, SimulatedMachine.Uuid(0), token), Is.TypeOf<ProofStep.Opened>());
    }

    [Test, CancelAfter(120_000)]
    public async Task A_gpu_that_cuda_does_not_offer_proves_nothing(CancellationToken token)
    {
        using SimulatedMachine machine = await SimulatedMachine.StartAsync(1, token);
        ProofStep step = await RunAsync(Prover(machine), SimulatedMachine.Uuid(5), token);
        Assert.That(((ProofStep.Failed)step).Finding.Code, Is.EqualTo(GpuFindingCode.GpuLost));

        ProofWorkers strict = new(new WorkerStart(machine.Root, AdmitSimulated: false), TimeProvider.System);
        step = await RunAsync(strict, SimulatedMachine.Uuid(0), token);
        Assert.That(((ProofStep.Failed)step).Finding.Code, Is.EqualTo(GpuFindingCode.GpuLost), "nobody asked for a simulated one");
    }

    [Test, CancelAfter(120_000)]
    public async Task What_was_not_prepared_is_not_done(CancellationToken token)
    {
        using SimulatedMachine machine = await SimulatedMachine.StartAsync(1, token);
        await using ProofWorker proof = Prover(machine).Begin(SimulatedMachine.Uuid(0), ProofChallenges.Signed(ProofChallenges.Vram()));
        Assert.That(async () => await proof.OpenAsync(ProofChallenges.Secret, token), Throws.InvalidOperationException);
        await proof.PrepareAsync(token);

        ProofStep step = await proof.CommitAsync(null, new Rounds(), token);

        Assert.That(((ProofStep.Failed)step).Finding.Message, Does.Contain("without the start"));
    }

    private static WorkerStart Start(SimulatedMachine machine) => new(machine.Root, AdmitSimulated: true) { Limits = _short };

    private static ProofWorkers Prover(SimulatedMachine machine) => new(Start(machine), TimeProvider.System);

    /// <summary>All of a proof, to where it came.</summary>
    private static async Task<ProofStep> RunAsync(ProofWorkers prover, string gpu, CancellationToken token)
    {
        PogChallenge message = ProofChallenges.Gemm(Arithmetic.Int8);
        await using ProofWorker proof = prover.Begin(gpu, ProofChallenges.Signed(message));
        ProofStep step = await proof.PrepareAsync(token);
        step = step is ProofStep.Failed ? step : await CommitAsync(proof, message, new Rounds(), token);
        return step is ProofStep.Failed ? step : await proof.OpenAsync(ProofChallenges.Secret, token);
    }

    private static Task<ProofStep> CommitAsync(ProofWorker proof, PogChallenge message, Rounds rounds, CancellationToken token) =>
        proof.CommitAsync(message is VramChallenge ? ProofChallenges.Start : null, rounds, token);

    /// <summary>The worker that was told this root.</summary>
    private static async Task KillAsync(string root, CancellationToken token)
    {
        string[] workers =
        [
            .. Directory.EnumerateDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _))
                .Where(folder => CommandLine(folder).Contains($"gpu-worker\0--root\0{root}\0", StringComparison.Ordinal)),
        ];
        Assert.That(workers, Has.Length.EqualTo(1));
        using Process kill = Process.Start("/bin/sh", ["-c", $"kill -KILL {Path.GetFileName(workers[0])}"]);
        await kill.WaitForExitAsync(token);
    }

    private static string CommandLine(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "cmdline"));
        }
        catch (IOException)
        {
            return "";
        }
    }

    private sealed class Rounds : IProgress<ProofProgress>
    {
        private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<ProofProgress> Seen { get; } = [];

        public Task First => _first.Task;

        public void Report(ProofProgress value)
        {
            Seen.Add(value);
            _first.TrySetResult();
        }
    }
}
