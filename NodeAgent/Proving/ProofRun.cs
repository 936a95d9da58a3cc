using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Benchmark.Proof;
using DePin.Benchmark.Proof.Transcripts;
using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Journal;
using DePin.NodeAgent.Scheduling;
using DePin.Protocol.Wire;
using Microsoft.Data.Sqlite;

namespace DePin.NodeAgent.Proving;

/// <summary>
/// One challenge, from the work to the verdict: (1) is it the scheduler's, for this node, and is the GPU idle; (2) the work; (3) the
/// commitment, in the journal and then away; (4) the openings; (5) the verdict into the journal.
/// </summary>
internal sealed partial class ProofRun(
    NodeJournal journal, SchedulerClient scheduler, PrivateKey key, GpuProver? prover, Workbench bench, ILogger<ProofRun> logger)
{
    /// <summary>A commitment is still sent for so long after its deadline, so that the scheduler says that it is late.</summary>
    private static readonly TimeSpan _afterDeadline = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Never throws but for a mistake of ours; a cancelled run ends as given up, or goes on in the next process's giving up.
    /// </summary>
    public async Task AnswerAsync(ProofRecord record, CancellationToken token)
    {
        try
        {
            if (WhyNot(record) is { } reason)
            {
                await GiveUpAsync(record, reason, token);
                return;
            }

            Log.Began(logger, record.Id, record.Challenge.Gpu);
            End(record, await ProveAsync(record, token));
        }
        catch (CannotProveException e)
        {
            Log.Failed(logger, record.Id, record.Challenge.Gpu, e.Message);
            await GiveUpAsync(record, e.Message, token);
        }
        catch (SchedulerRefusedException e)
        {
            End(record, new ProofStage.Settled(ProofState.Rejected, e.Problem.Detail, bench.Time.Milliseconds()));
        }
        catch (Exception e) when (e is SchedulerUnreachableException or SchedulerDistrustedException or SqliteException)
        {
            End(record, new ProofStage.Settled(null, e.Message, bench.Time.Milliseconds()));
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // The agent stops, or the GPU was given a newer challenge: the scheduler has ended this one by its own clock.
            Log.Dropped(logger, record.Id);
        }
    }

    /// <summary>Says that there will be no answer. The owner reads why; the scheduler reads only that.</summary>
    public async Task GiveUpAsync(ProofRecord record, string reason, CancellationToken token)
    {
        End(record, new ProofStage.Settled(null, reason, bench.Time.Milliseconds()));
        try
        {
            await scheduler.GiveUpProofAsync(record.Id, new ProofGiveUpRequest("this node cannot answer this challenge now"), token);
        }
        catch (Exception e) when (e is SchedulerUnreachableException or SchedulerRefusedException or SchedulerDistrustedException)
        {
            // It runs out by itself.
            Log.NotTold(logger, record.Id, e.Message);
        }
    }

    private string? WhyNot(ProofRecord record)
    {
        GpuChallenge challenge = record.Challenge;
        KnownScheduler known = journal.Facts.Scheduler!;
        return challenge.Message switch
        {
            { Node: var node } when node != key.Address => $"it is for node {node}, and this one is {key.Address}",
            { Verifier: var verifier } when verifier != known.Address => $"it is by {verifier}, and the scheduler is {known.Address}",
            _ when !challenge.Signature.TryRecover(record.Id, out Address signer) || signer != known.Address =>
                $"it is not signed by {known.Address}",
            { Gpu: var gpu } when gpu != PogChallenge.HashOf(challenge.Gpu) =>
                $"it names GPU {challenge.Gpu}, and its message another",
            _ when ProofLimits.Check(challenge.Message) is { } rejection => rejection.Text,
            _ when prover is null => "this node has nothing that could prove a GPU",
            _ when IsUsed(challenge.Gpu) => $"a job uses GPU {challenge.Gpu}",
            _ => null,
        };
    }

    private bool IsUsed(string gpu) =>
        journal.Attempts.Values.Any(attempt => attempt is { IsHeld: true, EndedAt: null } && attempt.Lease.Gpus.Contains(gpu));

    private async Task<ProofStage.Settled> ProveAsync(ProofRecord record, CancellationToken token)
    {
        SignedChallenge challenge = new()
        {
            Domain = journal.Facts.Scheduler!.Domain,
            Message = record.Challenge.Message,
            Signature = record.Challenge.Signature,
        };
        await using GpuProof proof = await prover!(challenge, record.Challenge.Gpu, StartAsync, token); // (2)
        PogCommitment message = new() { Challenge = record.Id, Commit = proof.Commit, Device = proof.Device };
        SignedCommitment commitment = SignedCommitment.Of(challenge.Domain, message, key);
        ProofBook.Advance(journal, record, new ProofStage.Committed(message, commitment.Signature)); // (3)
        ProofCommitReply drawn = await RepeatAsync(
            inner => scheduler.CommitProofAsync(record.Id, new ProofCommitRequest(message, commitment.Signature), inner),
            TimeSpan.FromMilliseconds(challenge.Message.Deadline) + _afterDeadline,
            token);
        if (Hash32.Sha256(drawn.Secret.ToArray()) != challenge.Message.SecretDigest)
        {
            throw new SchedulerDistrustedException($"The scheduler's secret of challenge {record.Id} is not the one it promised");
        }

        byte[] openings = await proof.OpenAsync(drawn.Secret, token); // (4)
        ProofView verdict = await RepeatAsync(
            inner => scheduler.OpenProofAsync(record.Id, new ProofOpenRequest(proof.Roots, openings), inner),
            TimeSpan.FromMilliseconds(drawn.OpenWithinMs) + _afterDeadline,
            token);
        string? text = verdict.Reason is null ? null : $"{verdict.Reason}: {verdict.Detail}";
        return new ProofStage.Settled(verdict.State, text, bench.Time.Milliseconds()); // (5)

        async Task<Hash32> StartAsync(CancellationToken inner)
        {
            TimeSpan within = TimeSpan.FromMilliseconds(((VramChallenge)challenge.Message).FillDeadline) + _afterDeadline;
            Hash32 start = (await RepeatAsync(again => scheduler.FillProofAsync(record.Id, again), within, inner)).Start;
            return Hash32.Sha256(start.ToArray()) == ((VramChallenge)challenge.Message).StartDigest
                ? start
                : throw new SchedulerDistrustedException($"The scheduler's start of challenge {record.Id} is not the one it promised");
        }
    }

    /// <summary>Asks until there is an answer, or until it would come too late.</summary>
    private async Task<T> RepeatAsync<T>(Func<CancellationToken, Task<T>> ask, TimeSpan within, CancellationToken token)
    {
        TimeSpan until = bench.Time.Uptime() + within;
        var backoff = new Backoff(bench.Rules.ProofRetry.First, bench.Rules.ProofRetry.Most, bench.Random);
        while (true)
        {
            try
            {
                return await ask(token);
            }
            catch (SchedulerUnreachableException e) when (bench.Time.Uptime() < until)
            {
                await Task.Delay(backoff.Next(e.RetryAfter), bench.Time, token);
            }
        }
    }

    private void End(ProofRecord record, ProofStage.Settled end)
    {
        try
        {
            ProofBook.Advance(journal, record, end);
        }
        catch (SqliteException e)
        {
            // It stays open in the journal, and is given up at the next start.
            Log.NotKept(logger, record.Id, e.Message);
        }

        if (end.State is ProofState.Accepted)
        {
            Log.Accepted(logger, record.Id, record.Challenge.Gpu);
        }
        else
        {
            Log.NotAccepted(logger, record.Id, record.Challenge.Gpu, end.Text ?? $"{end.State}");
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "The scheduler asks for a proof ({Challenge}) of GPU {Gpu}.")]
        public static partial void Began(ILogger logger, Hash32 challenge, string gpu);

        [LoggerMessage(LogLevel.Information, "The proof ({Challenge}) of GPU {Gpu} was accepted.")]
        public static partial void Accepted(ILogger logger, Hash32 challenge, string gpu);

        [LoggerMessage(LogLevel.Warning, "The proof ({Challenge}) of GPU {Gpu} came to nothing: {Reason}")]
        public static partial void NotAccepted(ILogger logger, Hash32 challenge, string gpu, string reason);

        [LoggerMessage(LogLevel.Warning, "The work of challenge {Challenge} on GPU {Gpu} could not be done: {Reason}")]
        public static partial void Failed(ILogger logger, Hash32 challenge, string gpu, string reason);

        [LoggerMessage(LogLevel.Warning, "The end of challenge {Challenge} could not be written down: {Problem}")]
        public static partial void NotKept(ILogger logger, Hash32 challenge, string problem);

        [LoggerMessage(LogLevel.Information, "Challenge {Challenge} was left unanswered.")]
        public static partial void Dropped(ILogger logger, Hash32 challenge);

        [LoggerMessage(LogLevel.Debug, "The scheduler could not be told that challenge {Challenge} is given up: {Problem}")]
        public static partial void NotTold(ILogger logger, Hash32 challenge, string problem);
    }
}
