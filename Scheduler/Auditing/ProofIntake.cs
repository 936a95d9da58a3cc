using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Benchmark.Proof;
using DePin.Benchmark.Proof.Transcripts;
using DePin.Protocol.Wire;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Server;
using DePin.Scheduler.Store;

namespace DePin.Scheduler.Auditing;

/// <summary>
/// Takes a node's answer to a challenge. The commitment: when it came, whose it is, of what; durable before the secret leaves. The
/// openings: verified on threads of their own, the transcript kept, then the verdict.
/// </summary>
internal sealed class ProofIntake(
    SchedulerEngine engine, StoreReader reader, VerifierPool verifiers, TranscriptStore transcripts, PrivateKey key,
    SchedulerOptions options)
{
    private readonly AuditRules _rules = options.Audit.ToRules();

    /// <param name="receivedAt">Monotonic: when the whole request was here.</param>
    /// <exception cref="RefusedException">It is not, and why.</exception>
    public async Task<ProofStartReply> FilledAsync(Address node, Hash32 id, TimeSpan receivedAt, CancellationToken token)
    {
        RefuseEnded(node, id);
        return (await engine.AskAsync(new EngineRequest.ProofFilled(node, id, receivedAt), token)).OrThrow();
    }

    /// <param name="receivedAt">Monotonic: when the whole request was here.</param>
    /// <exception cref="RefusedException">It is not, and why.</exception>
    public async Task<ProofCommitReply> CommitAsync(
        Address node, Hash32 id, ProofCommitRequest request, TimeSpan receivedAt, CancellationToken token)
    {
        RefuseEnded(node, id);
        AskedChallenge asked = (await engine.AskAsync(new EngineRequest.FindChallenge(node, id), token)).OrThrow();
        if (asked.ClockStart is not { } start)
        {
            throw new RefusedException(Refusal.Rejected(
                $"challenge {id} waits for the word that its memory is filled",
                "say so first: POST …/filled; the reply seeds the reading"));
        }

        TimeSpan elapsed = receivedAt > start ? receivedAt - start : TimeSpan.FromTicks(1);
        TimeSpan roundTrip = asked.ShortestTrip is { } trip && trip < elapsed ? trip : TimeSpan.Zero;
        SignedCommitment commitment = new(request.Message, request.Signature);
        SignedChallenge challenge = asked.Row.Challenge;
        ProofAnswer answer = new(commitment, SignedReceipt.Of(challenge, request.Message.Commit, elapsed, roundTrip, key));
        ProofRejection? rejection = ProofVerifier.CheckCommitment(challenge, commitment, answer.Receipt) ?? Device(request.Message.Device);
        return (await engine.AskAsync(new EngineRequest.CommitProof(node, id, answer, rejection), token)).OrThrow();
    }

    /// <exception cref="RefusedException">They cannot be taken now, or there is nothing to open.</exception>
    public async Task<ProofView> OpenAsync(Address node, Hash32 id, ProofOpenRequest request, CancellationToken token)
    {
        if (Find(node, id) is { End: not null } ended)
        {
            return ended.ToView();
        }

        ChallengeRow row = (await engine.AskAsync(new EngineRequest.OpenProof(node, id), token)).OrThrow();

        // From here on nobody else opens this challenge, and a caller that gives up changes nothing.
        Answer<ProofView>? verdict = null;
        try
        {
            return (verdict = await VerdictAsync(row, request)).Value.OrThrow();
        }
        finally
        {
            if (verdict?.Refusal is not null || verdict is null)
            {
                await engine.AskAsync(new EngineRequest.CloseProof(id), CancellationToken.None);
            }
        }
    }

    /// <exception cref="RefusedException">There is no such challenge.</exception>
    public async Task<ProofView> GiveUpAsync(Address node, Hash32 id, string words, CancellationToken token)
    {
        if (Find(node, id) is { End: not null } ended)
        {
            return ended.ToView();
        }

        return (await engine.AskAsync(new EngineRequest.EndProof(node, id, at =>
            ProofEnd.Rejected(new ProofRejection.GivenUp(words), at, hasTranscript: false)), token)).OrThrow();
    }

    private async Task<Answer<ProofView>> VerdictAsync(ChallengeRow row, ProofOpenRequest request)
    {
        ProofTranscript transcript = new()
        {
            Format = ProofTranscript.CurrentFormat,
            Challenge = row.Challenge,
            Commitment = row.Answer!.Commitment,
            Roots = request.Roots,
            Openings = request.Openings,
            Receipt = row.Answer.Receipt,
        };
        ProofExpectations expected = new(row.Node, key.Address, row.Id);
        if (verifiers.TryRun(() => ProofVerifier.Verify(transcript, expected)) is not { } verifying)
        {
            return new Refusal(ProblemCode.Unavailable, "too many proofs wait to be verified", "open again in a few seconds");
        }

        ProofVerdict verdict = await verifying;
        transcripts.Save(row.Id, transcript.ToJson());
        return await engine.AskAsync(new EngineRequest.EndProof(row.Node, row.Id, at => Ending(row, verdict, at)), CancellationToken.None);
    }

    private static ProofEnd Ending(ChallengeRow row, ProofVerdict verdict, long at) => verdict switch
    {
        ProofVerdict.Rejected { Rejection: var rejection } => ProofEnd.Rejected(rejection, at, hasTranscript: true),
        ProofVerdict.Accepted { Facts: var facts } => new ProofEnd(ProofState.Accepted, at, null, null, new ProvenFigure
        {
            Proof = row.Proof,
            Low = facts.Rate!.Low,
            High = facts.Rate.High,
            Bytes = facts.MemoryBytes,
            Device = facts.Device,
            At = at,
            Challenge = row.Id,
        }, HasTranscript: true),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private ProofRejection.Device? Device(ProofDevice device) => _rules.Devices.Contains(device)
        ? null
        : new ProofRejection.Device(Name(device), string.Join(", ", _rules.Devices.Select(Name)));

    private static string Name(ProofDevice device) => device.ToString().ToLowerInvariant();

    private ChallengeRow? Find(Address node, Hash32 id) => reader.FindChallenge(id) is { } row && row.Node == node ? row : null;

    /// <summary>A step of a challenge that is over reads how it ended.</summary>
    private void RefuseEnded(Address node, Hash32 id)
    {
        if (Find(node, id)?.End is { } end)
        {
            throw new RefusedException(end.State == ProofState.Accepted
                ? new Refusal(ProblemCode.Conflict, $"replayed: challenge {id} has been answered before", "wait for the next one")
                : Answering.Rejected(end.Text));
        }
    }
}
