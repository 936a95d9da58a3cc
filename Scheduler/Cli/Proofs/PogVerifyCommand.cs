using System.CommandLine;
using DePin.Attestation;
using DePin.Benchmark.Proof;
using DePin.Benchmark.Proof.Transcripts;

namespace DePin.Scheduler.Cli.Proofs;

/// <summary><c>pog verify FILE…</c>.</summary>
internal sealed class PogVerifyCommand : CliCommand
{
    private readonly Argument<string[]> _files = new("FILE")
    {
        Arity = ArgumentArity.OneOrMore,
        Description = "A transcript; of several, none may be of the same challenge, or of the same GPU under another name",
    };

    private readonly Option<Address?> _node = new("--node")
    {
        HelpName = "ADDRESS",
        Description = "The node that must have answered",
        CustomParser = AddressText.Parse,
    };

    private readonly Option<Address?> _verifier = new("--verifier")
    {
        HelpName = "ADDRESS",
        Description = "The verifier that must have asked",
        CustomParser = AddressText.Parse,
    };

    private readonly Option<string?> _challenge = new("--challenge")
    {
        HelpName = "FILE",
        Description = "The challenge that must have been answered, so that no other's answer will do",
    };

    public PogVerifyCommand(CliEnvironment environment)
        : base("verify", "Verify proofs of GPU: recomputes what was opened. Exit code 0 means that all are right.", environment)
    {
        Add(_files);
        Add(_node);
        Add(_verifier);
        Add(_challenge);
        AddCommonOptions();
    }

    protected override async Task<ExitCode> RunAsync(CliOutput output, ParseResult parse, CancellationToken token)
    {
        Hash32? challenge = parse.GetValue(_challenge) is { } path ? (await ChallengeFile.ReadAsync(path, token)).Digest() : null;
        ProofExpectations expected = new(parse.GetValue(_node), parse.GetValue(_verifier), challenge);
        CoAudit audit = new();
        List<PogFileJson> results = [];
        foreach (string file in parse.GetRequiredValue(_files))
        {
            byte[] bytes = await ChallengeFile.ReadBoundedAsync(file, ProofTranscript.MaxBytes, token);
            ProofVerdict verdict = ProofVerifier.Verify(bytes, expected);
            if (verdict is ProofVerdict.Accepted { Facts: var facts } && audit.Add(facts) is { } rejection)
            {
                verdict = new ProofVerdict.Rejected(rejection);
            }

            results.Add(PogFileJson.Of(file, verdict));
            if (!output.Json)
            {
                PogText.Write(file, verdict, output);
            }
        }

        bool valid = results.TrueForAll(result => result.Valid);
        if (output.Json)
        {
            output.Value(new PogVerificationJson(valid, results), CliJson.Default.PogVerificationJson);
        }

        return valid ? ExitCode.Ok : ExitCode.NotWell;
    }
}
