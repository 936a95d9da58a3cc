using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Benchmark.Proof.Transcripts;
using DePin.Protocol.Wire;
using DePin.Scheduler.Auditing;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Tests.Engine;

namespace DePin.Scheduler.Tests.Auditing;

/// <summary>Audits on the engine's bench: challenges with real keys, answers of any time, verdicts by hand.</summary>
internal sealed class AuditBench(EngineBench bench)
{
    private static readonly Eip712Domain _domain = Eip712Domain.DePin(31337, default);
    private static readonly PrivateKey _scheduler = PrivateKey.FromBytes([.. Enumerable.Repeat((byte)0x5c, 32)]);
    private static readonly PrivateKey _node = PrivateKey.FromBytes([.. Enumerable.Repeat((byte)0x4e, 32)]);
    private readonly ChallengeMaker _maker = new(_scheduler, _domain, new ManualTime());

    /// <summary>Looks once, and asks whom the plan says.</summary>
    /// <returns>How many were asked.</returns>
    public int Look(TimeSpan? nextRoundIn = null)
    {
        IReadOnlyList<AuditOrder> orders =
            bench.Ask(new EngineRequest.PlanAudit(Hash32.Sha256("seed"u8), nextRoundIn ?? TimeSpan.FromHours(1))).OrThrow();
        return orders.Count == 0 ? 0 : bench.Ask(new EngineRequest.AskForProofs(_maker.Make(orders))).OrThrow();
    }

    /// <summary>As <see cref="Look"/>, when it is time for a round.</summary>
    public int Round()
    {
        bench.Core.State.NextAuditRound = bench.Monotonic;
        return Look();
    }

    public AskedChallenge Find(Address node, GpuChallenge challenge) =>
        bench.Ask(new EngineRequest.FindChallenge(node, challenge.Message.Digest(_domain))).OrThrow();

    /// <summary>Commits to anything, at this moment.</summary>
    public Answer<ProofCommitReply> Commit(Address node, GpuChallenge challenge, string work = "work")
    {
        AskedChallenge asked = Find(node, challenge);
        TimeSpan elapsed = bench.Monotonic - asked.ClockStart!.Value + TimeSpan.FromMilliseconds(1);
        SignedCommitment commitment = SignedCommitment.Of(_domain, new PogCommitment
        {
            Challenge = asked.Row.Id,
            Commit = Hash32.Sha256(System.Text.Encoding.UTF8.GetBytes(work)),
            Device = ProofDevice.Cuda,
        }, _node);
        SignedReceipt receipt = SignedReceipt.Of(asked.Row.Challenge, commitment.Message.Commit, elapsed, TimeSpan.Zero, _scheduler);
        return bench.Ask(new EngineRequest.CommitProof(node, asked.Row.Id, new ProofAnswer(commitment, receipt), null));
    }

    /// <summary>The proof is accepted, as the verifier would say it.</summary>
    public Answer<ProofView> Accept(Address node, GpuChallenge challenge, double low = 900e12, long? bytes = null)
    {
        ChallengeRow row = Find(node, challenge).Row;
        return bench.Ask(new EngineRequest.EndProof(node, row.Id, at => new ProofEnd(ProofState.Accepted, at, null, null, new ProvenFigure
        {
            Proof = row.Proof,
            Low = low,
            High = low * 1.01,
            Bytes = bytes,
            Device = ProofDevice.Cuda,
            At = at,
            Challenge = row.Id,
        }, true)));
    }

    /// <summary>Everything that is asked of this node's GPUs is proven, one after the other.</summary>
    public void Prove(BenchNode node, double fp16 = 900e12, double bandwidth = 2e12)
    {
        while (Look() > 0)
        {
            node.Sync();
            foreach (GpuChallenge challenge in Take(node))
            {
                if (challenge.Message is VramChallenge vram)
                {
                    bench.Ask(new EngineRequest.ProofFilled(node.Node, vram.Digest(_domain), bench.Monotonic)).OrThrow();
                    Commit(node.Node, challenge).OrThrow();
                    Accept(node.Node, challenge, bandwidth, (long)vram.Lines * 128).OrThrow();
                }
                else
                {
                    Commit(node.Node, challenge).OrThrow();
                    Accept(node.Node, challenge, fp16).OrThrow();
                }
            }
        }
    }

    /// <summary>The challenges that the node has received and that were not taken yet.</summary>
    public static IReadOnlyList<GpuChallenge> Take(BenchNode node)
    {
        node.TakeReply();
        List<GpuChallenge> taken = [.. node.Received.OfType<AnswerChallenge>().Select(command => command.Challenge).OfType<GpuChallenge>()];
        node.Received.RemoveAll(command => command is AnswerChallenge);
        return taken;
    }
}
