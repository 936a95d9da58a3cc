using System.Text.Json;
using DePin.Benchmark.Proof;
using DePin.Benchmark.Proof.Transcripts;

namespace DePin.Scheduler.Tests.Cli;

/// <summary>Proofs of GPU on the command line: <c>pog challenge</c> and <c>pog verify</c>.</summary>
internal sealed class PogVerbTests
{
    [TestCase("int8", "PoG-GEMM v1, int8, 64 x 64 x 64, 2 rounds")]
    [TestCase("fp16", "PoG-GEMM v1, fp16, 64 x 64 x 64, 2 rounds")]
    [CancelAfter(60_000)]
    public async Task A_challenge_made_here_and_answered_verifies(string proof, string expected, CancellationToken token)
    {
        using TempDirectory files = new();
        string transcript = await AnsweredAsync(files, "a", proof, token);

        CliRun run = await CliRun.AloneAsync(
            token, "pog", "verify", transcript, "--node", Sample.Node.Address.ToString(), "--challenge", files.File("a.challenge"));

        Assert.That(run.Code, Is.EqualTo(ExitCode.Ok), run.Output + run.Error);
        Assert.That(run.Output, Does.Contain(expected).And.Contain("cpu, by the node's own word").And.Contain("nobody has witnessed"));
        Assert.That(run.Output, Does.Contain($"verifies: node {Sample.Node.Address} answered verifier"));
        Assert.That(run.Output, Does.Contain("with 1 % of the work left out it passes at 7.6e-2"));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task For_programs_the_facts_are_fields(CancellationToken token)
    {
        using TempDirectory files = new();
        string transcript = await AnsweredAsync(files, "a", "int8", token);

        CliRun run = await CliRun.AloneAsync(token, "pog", "verify", transcript, "--json");

        Assert.That(run.Code, Is.EqualTo(ExitCode.Ok), run.Output + run.Error);
        JsonElement file = run.Json.GetProperty("files")[0];
        Assert.That(run.Json.GetProperty("valid").GetBoolean());
        Assert.That(file.GetProperty("device").GetString(), Is.EqualTo("cpu"));
        Assert.That(file.GetProperty("work").GetDouble(), Is.EqualTo(2.0 * 64 * 64 * 64 * 2));
        Assert.That(file.GetProperty("challenge").GetProperty("proof").GetString(), Is.EqualTo("gemm"));
        Assert.That(file.TryGetProperty("workPerSecondLow", out _), Is.False, "there is no receipt");
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_changed_transcript_is_refused_with_its_reason(CancellationToken token)
    {
        using TempDirectory files = new();
        string transcript = await AnsweredAsync(files, "a", "int8", token);
        string text = await File.ReadAllTextAsync(transcript, token);
        await File.WriteAllTextAsync(transcript, text.Replace("\"cpu\"", "\"cuda\"", StringComparison.Ordinal), token);

        CliRun run = await CliRun.AloneAsync(token, "pog", "verify", transcript);
        CliRun json = await CliRun.AloneAsync(token, "pog", "verify", transcript, "--json");

        Assert.That(run.Code, Is.EqualTo(ExitCode.NotWell));
        Assert.That(run.Output, Does.Contain("does NOT verify: commitmentSignature: the challenge is for node"));
        Assert.That(json.Json.GetProperty("files")[0].GetProperty("reason").GetString(), Is.EqualTo("commitmentSignature"));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task Another_node_verifier_or_challenge_than_expected_is_refused(CancellationToken token)
    {
        using TempDirectory files = new();
        string transcript = await AnsweredAsync(files, "a", "int8", token), other = Sample.Scheduler.Address.ToString();
        await AnsweredAsync(files, "b", "int8", token);
        foreach (string[] option in new[] { new[] { "--node", other }, ["--verifier", other], ["--challenge", files.File("b.challenge")] })
        {
            CliRun run = await CliRun.AloneAsync(token, ["pog", "verify", transcript, .. option]);
            Assert.That(run.Code, Is.EqualTo(ExitCode.NotWell), option[0]);
            Assert.That(run.Output, Does.Contain("does NOT verify: unexpected: expected " + option[0][2..]));
        }
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task One_transcript_given_twice_counts_once(CancellationToken token)
    {
        using TempDirectory files = new();
        string transcript = await AnsweredAsync(files, "a", "int8", token);

        CliRun run = await CliRun.AloneAsync(token, "pog", "verify", transcript, transcript);

        Assert.That(run.Code, Is.EqualTo(ExitCode.NotWell));
        Assert.That(run.Output, Does.Contain("does NOT verify: replayed"));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_file_that_is_no_transcript_a_missing_one_and_an_absurd_challenge(CancellationToken token)
    {
        using TempDirectory files = new();
        string node = Sample.Node.Address.ToString();

        CliRun no = await CliRun.AloneAsync(token, "pog", "verify", files.Write("no.json", "{}"));
        CliRun missing = await CliRun.AloneAsync(token, "pog", "verify", "/nonexistent/t.json");
        CliRun absurd = await CliRun.AloneAsync(token, "pog", "challenge", "--node", node, "--out", files.File("c"), "--side", "100");
        CliRun endless = await CliRun.AloneAsync(
            token, "pog", "challenge", "--node", node, "--out", files.File("c"), "--proof", "vram", "--memory", $"{ulong.MaxValue}");

        Assert.That(no.Code, Is.EqualTo(ExitCode.NotWell));
        Assert.That(no.Output, Does.Contain("does NOT verify: malformed"));
        Assert.That(missing.Code, Is.EqualTo(ExitCode.LocalFile));
        Assert.That(missing.Error, Does.StartWith("error:").And.Contain("/nonexistent/t.json"));
        Assert.That(absurd.Code, Is.EqualTo(ExitCode.Usage));
        Assert.That(absurd.Error, Does.Contain("m is 100, allowed is a power of two"));
        Assert.That(endless.Code, Is.EqualTo(ExitCode.Usage));
        Assert.That(endless.Error, Does.Contain("lines is"));
        Assert.That(File.Exists(files.File("c")), Is.False);
    }

    /// <summary>The challenge by the verb, the answer by the prover that <c>depin-node pog prove</c> calls.</summary>
    private static async Task<string> AnsweredAsync(TempDirectory files, string name, string proof, CancellationToken token)
    {
        string challenge = files.File(name + ".challenge");
        CliRun made = await CliRun.AloneAsync(
            token, "pog", "challenge", "--node", Sample.Node.Address.ToString(), "--out", challenge, "--proof", proof,
            "--side", "64", "--length", "64", "--rounds", "2");
        Assert.That(made.Code, Is.EqualTo(ExitCode.Ok), made.Error);
        SignedChallenge read = SignedChallenge.Parse(await File.ReadAllBytesAsync(challenge, token));
        ProofTranscript transcript = CpuProver.Answer(read, Sample.Node, new Silence(), token);
        string path = files.File(name + ".json");
        await File.WriteAllBytesAsync(path, transcript.ToJson(), token);
        return path;
    }

    private sealed class Silence : IProgress<ProofProgress>
    {
        public void Report(ProofProgress value)
        {
            // Tests do not watch.
        }
    }
}
