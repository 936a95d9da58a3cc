using System.CommandLine;
using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Benchmark.Proof;
using DePin.Benchmark.Proof.Transcripts;
using DePin.Scheduler.Server;

namespace DePin.Scheduler.Cli.Proofs;

/// <summary><c>pog challenge</c>: a self-test's challenge, by a verifier's key that is forgotten at once.</summary>
internal sealed class PogChallengeCommand : CliCommand
{
    private const string Int8 = "int8";
    private const string Fp16 = "fp16";
    private const string Vram = "vram";

    private const ulong MiB = 1 << 20;

    private readonly Option<Address?> _node = new("--node")
    {
        HelpName = "ADDRESS",
        Description = "The node that is to answer, as depin-node status shows it",
        Required = true,
        CustomParser = AddressText.Parse,
    };

    private readonly Option<string> _out = new("--out")
    {
        HelpName = "FILE",
        Description = "Where the challenge is written",
        Required = true,
    };

    private readonly Option<string> _proof = new Option<string>("--proof")
    {
        Description = "What is to be proven: int8, fp16 or vram",
        DefaultValueFactory = _ => Int8,
    }.AcceptOnlyFromAmong(Int8, Fp16, Vram);

    private readonly Option<string?> _gpu = new("--gpu")
    {
        HelpName = "UUID",
        Description = "The claimed GPU's UUID [default: the node's address, which no other node has]",
    };

    private readonly Option<uint> _side = new("--side")
    {
        HelpName = "N",
        Description = "int8, fp16: rows and columns of the product, a power of two; a GPU's is 16384",
        DefaultValueFactory = _ => 1024,
    };

    private readonly Option<uint> _length = new("--length")
    {
        HelpName = "N",
        Description = "int8, fp16: length of each sum, a multiple of 64; a GPU's is 65536, for fp16 32768",
        DefaultValueFactory = _ => 4096,
    };

    private readonly Option<ulong> _memory = new("--memory")
    {
        HelpName = "MIB",
        Description = "vram: memory to fill, in MiB",
        DefaultValueFactory = _ => 64,
    };

    private readonly Option<uint> _rounds = new("--rounds") { HelpName = "N", Description = "Rounds", DefaultValueFactory = _ => 4 };

    public PogChallengeCommand(CliEnvironment environment)
        : base("challenge", "Make a challenge for a self-test: its secret lies open, so it convinces nobody else.", environment)
    {
        Add(_node);
        Add(_out);
        Add(_proof);
        Add(_gpu);
        Add(_side);
        Add(_length);
        Add(_memory);
        Add(_rounds);
        AddCommonOptions();
    }

    protected override async Task<ExitCode> RunAsync(CliOutput output, ParseResult parse, CancellationToken token)
    {
        using PrivateKey verifier = PrivateKey.Create();
        Hash32 secret = Hash32.Random(), start = Hash32.Random();
        PogChallenge message = Message(parse, verifier.Address, secret, start);
        if (ProofLimits.Check(message) is { } rejection)
        {
            throw new CommandException(
                ExitCode.Usage, $"no verifier would accept this challenge: {rejection.Text}", "The limits are in docs/proof-of-gpu.md.");
        }

        SignedChallenge challenge = SignedChallenge.Of(new SchedulerOptions().Domain, message, verifier) with
        {
            Secret = secret,
            Start = message is VramChallenge ? start : null,
        };
        string path = parse.GetRequiredValue(_out);
        await File.WriteAllBytesAsync(path, challenge.ToJson(), token);
        if (output.Json)
        {
            output.Value(new PogChallengeJson(path, challenge.Digest(), verifier.Address), CliJson.Default.PogChallengeJson);
        }
        else
        {
            output.Line($"{path}: challenge {challenge.Digest()} by verifier {verifier.Address}");
        }

        return ExitCode.Ok;
    }

    private Hash32 Gpu(ParseResult parse) =>
        PogChallenge.HashOf(parse.GetValue(_gpu) ?? parse.GetValue(_node)!.Value.ToString());

    private PogChallenge Message(ParseResult parse, Address verifier, Hash32 secret, Hash32 start) =>
        parse.GetRequiredValue(_proof) == Vram ? VramMessage(parse, verifier, secret, start) : GemmMessage(parse, verifier, secret);

    private GemmChallenge GemmMessage(ParseResult parse, Address verifier, Hash32 secret) => new()
    {
        Arithmetic = parse.GetRequiredValue(_proof) == Fp16 ? Arithmetic.Fp16 : Arithmetic.Int8,
        Node = parse.GetValue(_node)!.Value,
        Verifier = verifier,
        Gpu = Gpu(parse),
        Slot = 0,
        Epoch = 0,
        Nonce = Hash32.Random(),
        SecretDigest = Hash32.Sha256(secret.ToArray()),
        M = parse.GetValue(_side),
        N = parse.GetValue(_side),
        K = parse.GetValue(_length),
        Rounds = parse.GetValue(_rounds),
        Openings = 256,
        IssuedAt = (ulong)Environment.Time.GetUtcNow().ToUnixTimeSeconds(),
        Deadline = ProofLimits.MaxDeadline,
    };

    private VramChallenge VramMessage(ParseResult parse, Address verifier, Hash32 secret, Hash32 start) => new()
    {
        Node = parse.GetValue(_node)!.Value,
        Verifier = verifier,
        Gpu = Gpu(parse),
        Slot = 0,
        Epoch = 0,
        Nonce = Hash32.Random(),
        SecretDigest = Hash32.Sha256(secret.ToArray()),
        StartDigest = Hash32.Sha256(start.ToArray()),
        // What is too much for a ulong is too much for a challenge, and is refused as that.
        Lines = parse.GetValue(_memory) > ProofLimits.MaxLines ? ulong.MaxValue : parse.GetValue(_memory) * (MiB / ProofLimits.LineBytes),
        Work = 64,
        Lanes = 1 << 12,
        Steps = 256,
        Rounds = parse.GetValue(_rounds),
        Openings = 32,
        IssuedAt = (ulong)Environment.Time.GetUtcNow().ToUnixTimeSeconds(),
        FillDeadline = ProofLimits.MaxDeadline,
        Deadline = ProofLimits.MaxDeadline,
    };
}
