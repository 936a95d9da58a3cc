using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using DePin.Attestation.Messages;
using DePin.Benchmark.Proof;
using DePin.Benchmark.Proof.Transcripts;

namespace DePin.Benchmark.Tests.Proof;

/// <summary>
/// The verifier in <c>reference/</c>, written in JavaScript from the document alone, says the same as ours: of honest transcripts and of
/// mutated ones, none of which either has seen. A machine without Node fails this test.
/// </summary>
public sealed class ReferenceVerifierTests
{
    private const int Transcripts = 60;

    [Test, CancelAfter(240_000)]
    public async Task Both_verifiers_say_the_same_of_transcripts_that_neither_has_seen(CancellationToken token)
    {
        Random random = ProofSample.SeededRandom();
        using Machine.TemporaryDirectory directory = new();
        List<(string Path, string Ours)> files = [];
        for (int i = 0; i < Transcripts; i++)
        {
            byte[] file = i % 3 == 0 ? Honest(random).ToJson() : Mutated(Honest(random), random);
            string path = directory[$"{i}.json"];
            await File.WriteAllBytesAsync(path, file, token);
            files.Add((path, Word(ProofVerifier.Verify(file, ProofExpectations.None))));
        }

        string[] theirs = await AskAsync(files.Select(file => file.Path), token);
        Assert.That(theirs, Is.EqualTo(files.Select(file => file.Ours)));
        string[] words = [.. theirs.Distinct().Order(StringComparer.Ordinal)];
        TestContext.Out.WriteLine(string.Join(", ", words.Select(word => $"{theirs.Count(one => one == word)} {word}")));
        Assert.That(words, Does.Contain("accepted").And.Contain("leaf"));
        Assert.That(words, Has.Length.GreaterThan(5));
    }

    private static string Word(ProofVerdict verdict) => verdict switch
    {
        ProofVerdict.Accepted => "accepted",
        ProofVerdict.Rejected { Rejection: var rejection } => rejection.Reason,
        _ => throw new UnreachableException(),
    };

    private static ProofTranscript Honest(Random random)
    {
        uint Power(int least, int most) => 1u << random.Next(least, most + 1);
        uint One(int least, int most) => (uint)random.Next(least, most + 1);
        PogChallenge challenge = random.Next(3) == 0
            ? ProofSample.Vram with
            {
                Nonce = random.NextHash(),
                Lines = One(1, 500),
                Work = One(1, 5),
                Lanes = Power(4, 6),
                Steps = One(1, 9),
                Rounds = One(1, 3),
                Openings = One(1, 8),
            }
            : ProofSample.Gemm with
            {
                Nonce = random.NextHash(),
                Arithmetic = random.Next(2) == 0 ? Arithmetic.Int8 : Arithmetic.Fp16,
                M = Power(6, 8),
                N = Power(6, 8),
                K = 64 * One(1, 10),
                Rounds = One(1, 3),
                Openings = One(1, 8),
            };
        ProofTranscript transcript = ProofSample.Answer(challenge);
        return random.Next(2) == 0
            ? transcript
            : transcript.WitnessedBy(ProofSample.Verifier, TimeSpan.FromMilliseconds(random.Next(1, 12_000)), TimeSpan.FromTicks(5));
    }

    /// <summary>One mistake: an edited value, or one that the node signed.</summary>
    private static byte[] Mutated(ProofTranscript honest, Random random)
    {
        byte[] roots = honest.Roots.ToArray(), openings = honest.Openings.ToArray();
        switch (random.Next(6))
        {
            case 0:
                openings[random.Next(openings.Length)] ^= 1;
                return (honest with { Openings = openings }).ToJson();
            case 1:
                roots[random.Next(roots.Length)] ^= 1;
                return ProofSample.Committed(honest.Challenge, roots, openings).ToJson();
            case 2:
                return ProofSample.Committed(honest.Challenge, [.. roots, .. roots[..32]], openings).ToJson();
            case 3:
                return ProofSample.Committed(honest.Challenge, roots, openings[32..]).ToJson();
            case 4:
                SignedChallenge other = ProofSample.Signed(Absurd(honest.Challenge.Message, random));
                return (honest with { Challenge = other }).ToJson();
            default:
                JsonNode file = JsonNode.Parse(honest.ToJson())!;
                string[] values = [.. EditedTranscriptTests.Values(file, "")];
                JsonNode value = EditedTranscriptTests.At(file, values[random.Next(values.Length)]);
                value.Parent![value.GetPropertyName()] = EditedTranscriptTests.Edit(value.AsValue());
                return Encoding.UTF8.GetBytes(file.ToJsonString());
        }
    }

    private static PogChallenge Absurd(PogChallenge challenge, Random random) => (random.Next(4), challenge) switch
    {
        (0, _) => challenge with { Openings = 1025 },
        (1, _) => challenge with { Nonce = random.NextHash() },
        (2, GemmChallenge gemm) => gemm with { K = gemm.K + 1 },
        (_, GemmChallenge gemm) => gemm with { M = gemm.M * 3 },
        (2, VramChallenge vram) => vram with { Lanes = vram.Lanes + 16 },
        (_, VramChallenge vram) => vram with { Lines = (1UL << 32) + 1 },
        _ => throw new UnreachableException(),
    };

    private static async Task<string[]> AskAsync(IEnumerable<string> paths, CancellationToken token)
    {
        ProcessStartInfo start = new("node", [ProofVectorTests.Vectors(Path.Combine("reference", "verify.mjs"))])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(token), error = process.StandardError.ReadToEndAsync(token);
            await process.StandardInput.WriteAsync(string.Concat(paths.Select(path => path + "\n")).AsMemory(), token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(token);
            Assert.That(process.ExitCode, Is.Zero, await error);
            return (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
