using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Benchmark.Proof;
using DePin.Protocol.Wire;
using DePin.Scheduler.Auditing;
using DePin.Scheduler.Store;

namespace DePin.Scheduler.Engine;

/// <summary>
/// A node's answer to a challenge, step by step: each is durable before it is answered, a repeat gets the answer of the first, and nothing
/// can be said twice differently.
/// </summary>
internal static class Answering
{
    public static Answer<AskedChallenge> Find(Turn turn, Address node, Hash32 id) =>
        Live(turn, node, id).TryGet(out LiveChallenge? challenge, out Refusal? refusal)
            ? new AskedChallenge(challenge.Row, challenge.ClockStart, turn.State.Nodes[node].ShortestTrip)
            : refusal;

    /// <summary>The start is revealed by a decision, from which the clock of the reading runs.</summary>
    public static Answer<ProofStartReply> Filled(Turn turn, EngineRequest.ProofFilled request)
    {
        if (!Live(turn, request.Node, request.Id).TryGet(out LiveChallenge? challenge, out Refusal? refusal))
        {
            return refusal;
        }

        if (challenge.Row.Message is not VramChallenge vram)
        {
            return Refusal.Rejected($"challenge {request.Id} asks for no memory", "commit to the work: POST …/commit");
        }

        TimeSpan took = request.ReceivedAt - challenge.AskedAt;
        if (challenge.StartedAt is null && took > TimeSpan.FromMilliseconds(vram.FillDeadline))
        {
            return Reject(turn, challenge, new ProofRejection.LateFill((ulong)took.TotalNanoseconds, vram.FillDeadline));
        }

        if (challenge.StartedAt is null)
        {
            challenge.StartedAt = turn.Now.Monotonic;
            turn.State.Arm(new Deadline.Proof(challenge), challenge.RunsOut().At);
        }

        return new ProofStartReply(challenge.Row.Challenge.Start!.Value);
    }

    public static Answer<ProofCommitReply> Commit(Turn turn, EngineRequest.CommitProof request)
    {
        if (!Live(turn, request.Node, request.Id).TryGet(out LiveChallenge? challenge, out Refusal? refusal))
        {
            return refusal;
        }

        if (challenge.Row.Answer is { } before)
        {
            return before.Commitment == request.Answer.Commitment
                ? Reply(challenge.Row, before)
                : new Refusal(ProblemCode.Conflict,
                    $"challenge {request.Id} was answered with commitment {before.Commitment.Message.Commit}, not with "
                    + $"{request.Answer.Commitment.Message.Commit}", "open the first commitment: the second counts for nothing");
        }

        if (request.Rejection is { } rejection)
        {
            // Where it is the node's commitment to this challenge at all, it is kept, with its time.
            bool its = rejection is ProofRejection.Late or ProofRejection.Device;
            challenge.Row = challenge.Row with { Answer = its ? request.Answer : null };
            return Reject(turn, challenge, rejection);
        }

        challenge.CommittedAt = turn.Now.Monotonic;
        challenge.Row = challenge.Row with { Answer = request.Answer };
        turn.Decision.Write(new StoreWrite.SaveChallenge(challenge.Row));
        turn.State.Arm(new Deadline.Proof(challenge), challenge.RunsOut().At);
        return Reply(challenge.Row, request.Answer);
    }

    /// <summary>The openings are here: from now on until <see cref="Close"/> or <see cref="End"/> it is we who are waited for.</summary>
    public static Answer<ChallengeRow> Open(Turn turn, EngineRequest.OpenProof request)
    {
        if (!Live(turn, request.Node, request.Id).TryGet(out LiveChallenge? challenge, out Refusal? refusal))
        {
            return refusal;
        }

        if (challenge.Row.Answer is null)
        {
            return Refusal.Rejected($"challenge {request.Id} has no commitment", "commit first: POST …/commit");
        }

        if (challenge.InVerification)
        {
            return new Refusal(ProblemCode.Unavailable, $"the openings of challenge {request.Id} are being verified",
                "ask again in a second");
        }

        challenge.InVerification = true;
        return challenge.Row;
    }

    /// <summary>The openings could not be verified, by no fault of theirs: they may come again.</summary>
    public static Answer<bool> Close(Turn turn, EngineRequest.CloseProof request)
    {
        if (turn.State.Challenges.TryGetValue(request.Id, out LiveChallenge? challenge))
        {
            challenge.InVerification = false;
        }

        return true;
    }

    public static Answer<ProofView> End(Turn turn, EngineRequest.EndProof request)
    {
        if (!Live(turn, request.Node, request.Id).TryGet(out LiveChallenge? challenge, out Refusal? refusal))
        {
            return refusal;
        }

        ProofEnd end = request.Ending(turn.Now.UnixMs);
        return Auditing.End(turn, challenge, end.State == ProofState.Accepted ? Beside(turn, challenge, end) : end);
    }

    /// <summary>What an accepted proof comes to beside those that stand: no other node may have proven a GPU of this UUID.</summary>
    private static ProofEnd Beside(Turn turn, LiveChallenge challenge, ProofEnd accepted)
    {
        LiveNode? other = turn.State.Nodes.Values.FirstOrDefault(node => node.Row.Address != challenge.Row.Node && !node.Silent
            && node.FindGpu(challenge.Row.Gpu) is { Row.Figures.Count: > 0 });
        return other is null
            ? accepted
            : ProofEnd.Rejected(
                new ProofRejection.SharedGpu(challenge.Row.Message.Gpu, challenge.Row.Node, challenge.Row.Message.Slot, other.Row.Address,
                    other.SlotOf(challenge.Row.Gpu)),
                accepted.At, accepted.HasTranscript);
    }

    private static Refusal Reject(Turn turn, LiveChallenge challenge, ProofRejection rejection)
    {
        Auditing.End(turn, challenge, ProofEnd.Rejected(rejection, turn.Now.UnixMs, hasTranscript: false));
        return Rejected(rejection.ToString());
    }

    /// <summary>As a node reads that its proof failed.</summary>
    public static Refusal Rejected(string rejection) => Refusal.Rejected(rejection,
        "the challenge has ended and will not be asked again; the GPU is asked anew after a pause");

    private static Answer<LiveChallenge> Live(Turn turn, Address node, Hash32 id) =>
        turn.State.Challenges.TryGetValue(id, out LiveChallenge? challenge) && challenge.Row.Node == node
            ? challenge
            : Refusal.NotFound("open challenge", id.ToString());

    private static ProofCommitReply Reply(ChallengeRow row, ProofAnswer answer) => new(
        row.Challenge.Secret!.Value, answer.Receipt.Message, answer.Receipt.Signature, (int)WireLimits.ProofOpenWithin.TotalMilliseconds);
}
