using System.Diagnostics;
using DePin.Benchmark.Proof;
using DePin.Protocol.Wire;
using DePin.Scheduler.Auditing;
using DePin.Scheduler.Store;

namespace DePin.Scheduler.Engine;

/// <summary>Asks GPUs for proofs, and takes note of what comes of it. Nothing of a proof is computed or verified here.</summary>
internal static class Auditing
{
    public static void Decide(Turn turn, EngineRequest request)
    {
        switch (request)
        {
            case EngineRequest.PlanAudit plan:
                turn.Decision.Deliver(plan.Ticket, Answer<IReadOnlyList<AuditOrder>>.Of(Plan(turn, plan)));
                break;
            case EngineRequest.AskForProofs ask:
                turn.Decision.Deliver(ask.Ticket, Ask(turn, ask.Challenges));
                break;
            case EngineRequest.FindChallenge find:
                turn.Decision.Deliver(find.Ticket, Answering.Find(turn, find.Node, find.Id));
                break;
            case EngineRequest.ProofFilled filled:
                turn.Decision.Deliver(filled.Ticket, Answering.Filled(turn, filled));
                break;
            case EngineRequest.CommitProof commit:
                turn.Decision.Deliver(commit.Ticket, Answering.Commit(turn, commit));
                break;
            case EngineRequest.OpenProof open:
                turn.Decision.Deliver(open.Ticket, Answering.Open(turn, open));
                break;
            case EngineRequest.CloseProof close:
                turn.Decision.Deliver(close.Ticket, Answering.Close(turn, close));
                break;
            case EngineRequest.EndProof end:
                turn.Decision.Deliver(end.Ticket, Answering.End(turn, end));
                break;
            default:
                throw new UnreachableException(request.GetType().Name);
        }
    }

    /// <summary>The challenge may have run out.</summary>
    public static void LookAt(Turn turn, LiveChallenge challenge)
    {
        if (challenge.Row.End is not null)
        {
            return;
        }

        if (challenge.LostClock && challenge.Row.Answer is null)
        {
            End(turn, challenge, new ProofEnd(ProofState.Void, turn.Now.UnixMs, "restarted",
                "the scheduler restarted meanwhile and lost the clock", null, HasTranscript: false));
            return;
        }

        (TimeSpan at, ProofRejection missing) = challenge.RunsOut();
        if (turn.Now.Monotonic < at || challenge.InVerification)
        {
            TimeSpan again = turn.Now.Monotonic < at ? at : turn.Now.Monotonic + WireLimits.ProofOpenWithin;
            turn.State.Arm(new Deadline.Proof(challenge), again);
            return;
        }

        End(turn, challenge, ProofEnd.Rejected(missing, turn.Now.UnixMs, hasTranscript: false));
    }

    /// <summary>The challenge ends, the GPU is what it has proven, and is free for whoever waits for it.</summary>
    public static ProofView End(Turn turn, LiveChallenge challenge, ProofEnd end)
    {
        LiveNode node = turn.State.Nodes[challenge.Row.Node];
        LiveGpu gpu = node.Gpu(challenge.Row.Gpu);
        challenge.Row = challenge.Row with { End = end };
        turn.State.Challenges.Remove(challenge.Row.Id);
        turn.Decision.Write(new StoreWrite.SaveChallenge(challenge.Row));
        gpu.Challenge = null;
        node.Save(gpu, end switch
        {
            { Proven: { } figure } => gpu.Row.Proved(figure),
            { State: ProofState.Rejected } => gpu.Row.Failed(challenge.Row.Proof, end.Text, turn.Rules.Audit, turn.Now.UnixMs),
            _ => gpu.Row,
        }, turn.Decision);
        Leasing.Match(turn, node);
        return challenge.Row.ToView();
    }

    private static IReadOnlyList<AuditOrder> Plan(Turn turn, EngineRequest.PlanAudit request)
    {
        EngineState state = turn.State;
        bool round = state.NextAuditRound <= turn.Now.Monotonic;
        if (round || state.NextAuditRound is null)
        {
            state.NextAuditRound = turn.Now.Monotonic + request.NextRoundIn;
        }

        foreach (LiveNode node in state.Nodes.Values)
        {
            node.ForgetOldProofs(turn);
        }

        AuditRules rules = turn.Rules.Audit;
        return rules.Proofs.Count == 0 || state.Stopping
            ? []
            : AuditPlan.Of(Candidates(state), round, request.Seed, rules.MaxOpen - state.Challenges.Count, turn.Now.UnixMs, rules);
    }

    private static IEnumerable<AuditCandidate> Candidates(EngineState state) =>
        from node in state.Nodes.Values
        where node.IsOpen && node.Row.Capacity is { Signed.Capacity.Gpus.Count: > 0 }
        let capacity = node.Row.Capacity!.Signed.Capacity
        from gpu in capacity.Gpus.Index()
        where node.IsIdle(gpu.Item.Uuid)
        select new AuditCandidate(
            capacity.Beneficiary ?? node.Row.Address, node.Row.Address, (uint)gpu.Index, gpu.Item, node.FindGpu(gpu.Item.Uuid)?.Row);

    /// <summary>Sends them all at one moment: this one, from which their clocks run.</summary>
    private static int Ask(Turn turn, IReadOnlyList<ChallengeRow> challenges)
    {
        int asked = 0;
        foreach (ChallengeRow row in challenges)
        {
            if (!turn.State.Nodes.TryGetValue(row.Node, out LiveNode? node) || !node.IsOpen || !node.IsIdle(row.Gpu)
                || turn.State.Challenges.Count >= turn.Rules.Audit.MaxOpen)
            {
                continue;
            }

            LiveChallenge challenge = new(row, turn.Now.Monotonic);
            turn.State.Challenges.Add(row.Id, challenge);
            LiveGpu gpu = node.Gpu(row.Gpu);
            gpu.Challenge = challenge;
            node.Save(gpu, gpu.Row, turn.Decision);
            turn.Decision.Write(new StoreWrite.InsertChallenge(row));
            turn.Command(node, CommandKind.Challenge, null, null, row.Id);
            turn.State.Arm(new Deadline.Proof(challenge), challenge.RunsOut().At);
            asked++;
        }

        return asked;
    }
}
