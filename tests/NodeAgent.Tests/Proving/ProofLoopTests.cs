using DePin.Attestation;
using DePin.Benchmark.Proof;
using DePin.NodeAgent.Hosting;
using DePin.NodeAgent.Journal;
using DePin.NodeAgent.Proving;
using DePin.NodeAgent.Tests.Gpus;
using DePin.NodeAgent.Tests.Hosting;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Tests.Proving;

/// <summary>Challenges reach the node by its sync, and are answered once, whatever happens to the agent and to the line.</summary>
public sealed class ProofLoopTests
{
    private readonly TestNode _node = new() { Prover = ProcessorProver.ProveAsync };

    [TearDown]
    public void Remove() => _node.Dispose();

    [TestCase(false, TestName = "A_rate_is_proven")]
    [TestCase(true, TestName = "Memory_is_proven_and_the_walk_begins_with_the_start_that_is_revealed")]
    [CancelAfter(60_000)]
    public async Task A_challenge_is_answered_with_a_proof_that_verifies(bool vram, CancellationToken token)
    {
        Hash32 id = Ask("GPU-a", vram);
        await WorkUntilAsync(work => SettledAsync(work, id, token), token);
        Assert.That(_node.Scheduler.Proofs.Verdicts[id], Is.TypeOf<ProofVerdict.Accepted>());
        Assert.That(Kept(id).Stage, Is.TypeOf<ProofStage.Settled>().With.Property("State").EqualTo(ProofState.Accepted));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_line_that_breaks_is_tried_again_with_the_same_commitment(CancellationToken token)
    {
        int broken = 0;
        _node.Scheduler.Interfere = request => request.RequestUri!.AbsolutePath.Contains("/challenges/", StringComparison.Ordinal)
            && ++broken % 3 != 0 ? throw new HttpRequestException("the line broke") : null;
        Hash32 id = Ask("GPU-a", vram: true);
        await WorkUntilAsync(work => SettledAsync(work, id, token), token);
        Assert.That(_node.Scheduler.Proofs.Verdicts[id], Is.TypeOf<ProofVerdict.Accepted>());
        Assert.That(broken, Is.EqualTo(9), "each of the three calls came through at its third try");
    }

    [Test, CancelAfter(60_000)]
    public async Task Killed_after_its_commitment_it_gives_up_and_commits_to_nothing_else(CancellationToken token)
    {
        // The commitment arrives, and the answer does not.
        _node.Scheduler.Interfere = request => request.RequestUri!.AbsolutePath.EndsWith("/open", StringComparison.Ordinal)
            ? throw new HttpRequestException("the line broke") : null;
        Hash32 id = Ask("GPU-a", vram: false);
        await WorkUntilAsync(_ => TestNode.UntilAsync(() => _node.Scheduler.Proofs.Commits.Count > 0, token), token);
        Assert.That(Kept(id).Stage, Is.TypeOf<ProofStage.Committed>());

        _node.Scheduler.Interfere = null;
        await WorkUntilAsync(_ => TestNode.UntilAsync(() => _node.Scheduler.Proofs.GivenUp.Contains(id), token), token);
        Assert.That(_node.Scheduler.Proofs.Commits.Select(commit => commit.Message.Commit).Distinct().Count(), Is.EqualTo(1));
        Assert.That(Kept(id).Stage, Is.TypeOf<ProofStage.Settled>().With.Property("Text").EqualTo("the agent was restarted meanwhile"));
    }

    [Test, CancelAfter(60_000)]
    public async Task Killed_at_work_it_gives_up_and_a_command_that_comes_again_changes_nothing(CancellationToken token)
    {
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _node.Prover = async (_, _, _, inner) =>
        {
            begun.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, inner);
            throw new CannotProveException("never", null);
        };
        GpuChallenge challenge = Make("GPU-a", vram: false);
        Hash32 id = Send(challenge);
        await WorkUntilAsync(_ => begun.Task.WaitAsync(token), token);

        _node.Prover = ProcessorProver.ProveAsync;
        await WorkUntilAsync(async work =>
        {
            await TestNode.UntilAsync(() => _node.Scheduler.Proofs.GivenUp.Contains(id), token);
            Send(challenge);
            Hash32 next = Ask("GPU-b", vram: false);
            await SettledAsync(work, next, token);
        }, token);
        Assert.That(_node.Scheduler.Proofs.Verdicts.Keys, Does.Not.Contain(id));
        Assert.That(_node.Scheduler.Proofs.GivenUp, Is.EqualTo(new[] { id }));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_newer_challenge_to_a_gpu_takes_the_place_of_an_older_one(CancellationToken token)
    {
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        bool first = true;
        _node.Prover = async (challenge, gpu, start, inner) =>
        {
            if (first)
            {
                first = false;
                begun.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, inner);
            }

            return await ProcessorProver.ProveAsync(challenge, gpu, start, inner);
        };
        Hash32 older = Ask("GPU-a", vram: false), newer = default;
        await WorkUntilAsync(async work =>
        {
            await begun.Task.WaitAsync(token);
            newer = Ask("GPU-a", vram: false);
            await SettledAsync(work, newer, token);
        }, token);
        Assert.That(_node.Scheduler.Proofs.GivenUp, Is.EqualTo(new[] { older }));
        Assert.That(_node.Scheduler.Proofs.Verdicts.Keys, Is.EqualTo(new[] { newer }));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_gpu_that_a_job_uses_is_not_made_to_prove_anything(CancellationToken token)
    {
        _node.Job = _node.Job with { ExitCode = null, Devices = [_node.Gpus.Node, .. _node.Gpus.SharedNodes] };
        _node.Scheduler.Grant(_node.Spec, gpus: TestGpus.Uuid);
        Hash32 id = default;
        await WorkUntilAsync(async work =>
        {
            await _node.RunningAsync(token);
            id = Ask(TestGpus.Uuid, vram: false);
            await SettledAsync(work, id, token);
        }, token);
        Assert.That(((ProofStage.Settled)Kept(id).Stage).Text, Is.EqualTo($"a job uses GPU {TestGpus.Uuid}"));
        Assert.That(_node.Scheduler.Proofs.GivenUp, Is.EqualTo(new[] { id }));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_challenge_that_is_not_the_schedulers_or_not_for_this_node_is_not_worked_on(CancellationToken token)
    {
        bool worked = false;
        _node.Prover = (_, _, _, _) =>
        {
            worked = true;
            throw new CannotProveException("never", null);
        };
        using PrivateKey stranger = PrivateKey.Create();
        Hash32[] ids =
        [
            Send(_node.Scheduler.Proofs.Make(
                _node.Key.Address, "GPU-a", false, _node.Scheduler.Domain, _node.Scheduler.Key, signer: stranger)),
            Send(_node.Scheduler.Proofs.Make(_node.Key.Address, "GPU-b", false, _node.Scheduler.Domain, stranger)),
            Send(_node.Scheduler.Proofs.Make(stranger.Address, "GPU-c", false, _node.Scheduler.Domain, _node.Scheduler.Key)),
            Send(Make("GPU-d", vram: false) with { Gpu = "GPU-e" }),
        ];
        await WorkUntilAsync(work => Task.WhenAll(ids.Select(id => SettledAsync(work, id, token))), token);
        Assert.That(worked, Is.False);
        Assert.That(_node.Scheduler.Proofs.GivenUp, Is.EquivalentTo(ids));
    }

    [Test, CancelAfter(60_000)]
    public async Task What_cannot_be_proven_is_given_up_with_a_reason_for_the_owner_alone(CancellationToken token)
    {
        _node.Prover = (_, _, _, _) => throw new CannotProveException("/dev/nvidia0 is gone", null);
        Hash32 failed = Ask("GPU-a", vram: false);
        await WorkUntilAsync(work => SettledAsync(work, failed, token), token);
        Assert.That(((ProofStage.Settled)Kept(failed).Stage).Text, Is.EqualTo("/dev/nvidia0 is gone"));

        _node.Prover = null;
        Hash32 none = Ask("GPU-a", vram: false);
        await WorkUntilAsync(work => SettledAsync(work, none, token), token);
        Assert.That(((ProofStage.Settled)Kept(none).Stage).Text, Is.EqualTo("this node has nothing that could prove a GPU"));
    }

    private GpuChallenge Make(string gpu, bool vram) =>
        _node.Scheduler.Proofs.Make(_node.Key.Address, gpu, vram, _node.Scheduler.Domain, _node.Scheduler.Key);

    private Hash32 Ask(string gpu, bool vram) => Send(Make(gpu, vram));

    private Hash32 Send(GpuChallenge challenge)
    {
        _node.Scheduler.Command(sequence => new AnswerChallenge { Sequence = sequence, Challenge = challenge });
        return challenge.Message.Digest(_node.Scheduler.Domain);
    }

    private Task WorkUntilAsync(Func<NodeWork, Task> until, CancellationToken token) => _node.WorkUntilAsync(until, token);

    /// <summary>Waits until the challenge is settled in the journal, and the scheduler has been told.</summary>
    private async Task SettledAsync(NodeWork work, Hash32 id, CancellationToken token)
    {
        await TestNode.UntilAsync(
            () => work.Journal.Proofs.All.Any(record => record.Id == id && record.Stage is ProofStage.Settled), token);
        await TestNode.UntilAsync(
            () => _node.Scheduler.Proofs.GivenUp.Contains(id) || _node.Scheduler.Proofs.Verdicts.ContainsKey(id), token);
    }

    /// <summary>As the journal has it when no agent runs.</summary>
    private ProofRecord Kept(Hash32 id)
    {
        using NodeWork work = _node.Work();
        return work.Journal.Proofs.All.Single(record => record.Id == id);
    }
}
