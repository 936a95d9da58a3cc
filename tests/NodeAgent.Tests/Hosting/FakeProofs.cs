using System.Net;
using System.Text;
using System.Text.Json;
using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Benchmark.Proof;
using DePin.Benchmark.Proof.Transcripts;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Tests.Hosting;

/// <summary>
/// A verifier's side of challenges: reveals no more than it must, remembers all that it is told, and verifies with the real verifier.
/// </summary>
internal sealed class FakeProofs
{
    private readonly Dictionary<Hash32, SignedChallenge> _asked = [];
    private readonly Dictionary<Hash32, SignedCommitment> _committed = [];

    /// <summary>Commitments, by the challenge they answer, in the order they came; repeats too.</summary>
    public List<ProofCommitRequest> Commits { get; } = [];

    public List<Hash32> GivenUp { get; } = [];

    public Dictionary<Hash32, ProofVerdict> Verdicts { get; } = [];

    public static bool Serves(string path) => path.StartsWith("/v1/node/challenges/", StringComparison.Ordinal);

    /// <summary>A challenge of a GPU by its name, small enough for a test.</summary>
    public GpuChallenge Make(Address node, string gpu, bool vram, Eip712Domain domain, PrivateKey verifier, PrivateKey? signer = null)
    {
        Hash32 secret = Hash32.Random(), start = Hash32.Random(), uuid = Hash32.Sha256(Encoding.UTF8.GetBytes(gpu));
        PogChallenge message = vram
            ? new VramChallenge
            {
                Node = node,
                Verifier = verifier.Address,
                Gpu = uuid,
                Slot = 0,
                Epoch = 1,
                Nonce = Hash32.Random(),
                SecretDigest = Hash32.Sha256(secret.ToArray()),
                StartDigest = Hash32.Sha256(start.ToArray()),
                Lines = 100,
                Work = 2,
                Lanes = 16,
                Steps = 4,
                Rounds = 2,
                Openings = 8,
                IssuedAt = 1,
                FillDeadline = 60_000,
                Deadline = 60_000,
            }
            : new GemmChallenge
            {
                Arithmetic = Arithmetic.Int8,
                Node = node,
                Verifier = verifier.Address,
                Gpu = uuid,
                Slot = 0,
                Epoch = 1,
                Nonce = Hash32.Random(),
                SecretDigest = Hash32.Sha256(secret.ToArray()),
                M = 64,
                N = 64,
                K = 64,
                Rounds = 2,
                Openings = 8,
                IssuedAt = 1,
                Deadline = 60_000,
            };
        SignedChallenge signed = SignedChallenge.Of(domain, message, signer ?? verifier) with
        {
            Secret = secret,
            Start = vram ? start : null,
        };
        _asked[signed.Digest()] = signed;
        return new GpuChallenge(gpu, message, signed.Signature);
    }

    public HttpResponseMessage Take(string path, byte[] body)
    {
        string[] parts = path.Split('/');
        Hash32 id = Hash32.Parse(parts[4]);
        return parts[5] switch
        {
            "filled" => FakeAnswer.Of(new ProofStartReply(_asked[id].Start!.Value), WireJson.Default.ProofStartReply),
            "commit" => Commit(id, JsonSerializer.Deserialize(body, WireJson.Default.ProofCommitRequest)!),
            "open" => Open(id, JsonSerializer.Deserialize(body, WireJson.Default.ProofOpenRequest)!),
            "give-up" => GiveUp(id),
            _ => FakeAnswer.Refuse(HttpStatusCode.NotFound, ProblemCode.NotFound),
        };
    }

    private HttpResponseMessage Commit(Hash32 id, ProofCommitRequest commit)
    {
        Commits.Add(commit);
        _committed.TryAdd(id, new SignedCommitment(commit.Message, commit.Signature));
        PogReceipt receipt = new() { Challenge = id, Commit = commit.Message.Commit, Elapsed = 1, RoundTrip = 0 };
        return FakeAnswer.Of(new ProofCommitReply(_asked[id].Secret!.Value, receipt, commit.Signature, 30_000),
            WireJson.Default.ProofCommitReply);
    }

    private HttpResponseMessage Open(Hash32 id, ProofOpenRequest opened)
    {
        ProofVerdict verdict = ProofVerifier.Verify(new ProofTranscript
        {
            Format = ProofTranscript.CurrentFormat,
            Challenge = _asked[id],
            Commitment = _committed[id],
            Roots = opened.Roots,
            Openings = opened.Openings,
        }.ToJson(), ProofExpectations.None);
        Verdicts[id] = verdict;
        return FakeAnswer.Of(View(id, verdict is ProofVerdict.Accepted ? ProofState.Accepted : ProofState.Rejected),
            WireJson.Default.ProofView);
    }

    private HttpResponseMessage GiveUp(Hash32 id)
    {
        GivenUp.Add(id);
        return FakeAnswer.Of(View(id, ProofState.Rejected), WireJson.Default.ProofView);
    }

    private ProofView View(Hash32 id, ProofState state) => new()
    {
        Id = id,
        Node = _asked[id].Message.Node,
        Gpu = "GPU-a",
        Proof = ProofKind.Int8,
        State = state,
        AskedAt = 1,
    };
}
