using System.Text.Json;
using DePin.Attestation;
using DePin.Attestation.Keystores;
using DePin.Attestation.Messages;
using DePin.Benchmark.Proof;
using DePin.Benchmark.Proof.Transcripts;

namespace DePin.NodeAgent.Tests.Cli;

public sealed class PogProveTests
{
    private static readonly Hash32 _secret = Hash32.Sha256("secret"u8);

    [Test, CancelAfter(60_000)]
    public async Task A_challenge_is_answered_with_the_nodes_key_and_says_that_a_processor_did_it(CancellationToken token)
    {
        using TemporaryDirectory directory = new();
        using PrivateKey key = Configure(directory);
        NodeProcessResult result = await ProveAsync(directory, Challenge(key.Address), token);
        Assert.That(result.Code, Is.EqualTo(ExitCode.Ok), result.Error);
        Assert.That(result.Output, Does.Contain("computed on the processor").And.Contain("depin-scheduler pog verify"));
        Assert.That(result.Error, Does.Contain("round 2 of 2"));

        byte[] file = await File.ReadAllBytesAsync(directory["t.json"], token);
        ProofVerdict verdict = ProofVerifier.Verify(file, new ProofExpectations(Node: key.Address));
        Assert.That(verdict, Is.TypeOf<ProofVerdict.Accepted>(), verdict.ToString());
        Assert.That(((ProofVerdict.Accepted)verdict).Facts.Device, Is.EqualTo(ProofDevice.Cpu));
        Assert.That(File.Exists(directory["t.json.new"]), Is.False);

        NodeProcessResult json = await ProveAsync(directory, Challenge(key.Address), token, "--json");
        using JsonDocument answer = JsonDocument.Parse(json.Output);
        Assert.That(answer.RootElement.GetProperty("device").GetString(), Is.EqualTo("cpu"));
        Assert.That(json.Error, Is.Empty);
    }

    [Test, CancelAfter(60_000)]
    public async Task A_challenge_for_another_node_is_refused(CancellationToken token)
    {
        using TemporaryDirectory directory = new();
        using PrivateKey key = Configure(directory), other = PrivateKey.Create();
        NodeProcessResult result = await ProveAsync(directory, Challenge(other.Address), token);
        Assert.That(result.Code, Is.EqualTo(ExitCode.NotWell));
        Assert.That(result.Error, Does.Contain($"for node {other.Address}, and this one is {key.Address}"));
        Assert.That(File.Exists(directory["t.json"]), Is.False);
    }

    [Test, CancelAfter(60_000)]
    public async Task A_challenge_in_earnest_or_out_of_its_limits_is_refused(CancellationToken token)
    {
        using TemporaryDirectory directory = new();
        using PrivateKey key = Configure(directory);
        NodeProcessResult closed = await ProveAsync(directory, Challenge(key.Address) with { Secret = null }, token);
        Assert.That(closed.Code, Is.EqualTo(ExitCode.NotWell));
        Assert.That(closed.Error, Does.Contain("secret is not revealed"));
        NodeProcessResult absurd = await ProveAsync(directory, Challenge(key.Address, 1 << 20), token);
        Assert.That(absurd.Code, Is.EqualTo(ExitCode.NotWell));
        Assert.That(absurd.Error, Does.Contain("m is 1048576, allowed is a power of two from 64 to 65536"));
    }

    [TestCase("")]
    [TestCase("{}")]
    [TestCase("{\"message\":{}}")]
    [CancelAfter(60_000)]
    public async Task A_file_that_is_no_challenge_is_refused_with_its_reason(string content, CancellationToken token)
    {
        using TemporaryDirectory directory = new();
        using PrivateKey key = Configure(directory);
        NodeProcessResult result = await ProveAsync(directory, System.Text.Encoding.UTF8.GetBytes(content), token);
        Assert.That(result.Code, Is.EqualTo(ExitCode.NotWell));
        Assert.That(result.Error, Does.Match("c.json is not a challenge: .+"));
    }

    [Test, CancelAfter(60_000)]
    public async Task Without_a_key_none_is_made(CancellationToken token)
    {
        using TemporaryDirectory directory = new();
        using PrivateKey key = Configure(directory);
        File.Delete(directory["key"]);
        NodeProcessResult result = await ProveAsync(directory, Challenge(key.Address), token);
        Assert.That(result.Code, Is.EqualTo(ExitCode.KeyUnusable));
        Assert.That(result.Error, Does.Contain("there is no key at"));
        Assert.That(File.Exists(directory["key"]), Is.False);
    }

    [Test, CancelAfter(60_000)]
    public async Task A_file_that_is_not_there_is_a_usage_error(CancellationToken token)
    {
        using TemporaryDirectory directory = new();
        using PrivateKey key = Configure(directory);
        NodeProcessResult result = await NodeProcess.RunAsync(
            token, "pog", "prove", "--config", directory["node.yaml"], "--challenge", "/nonexistent/c.json", "--out", directory["t.json"]);
        Assert.That(result.Code, Is.EqualTo(ExitCode.Configuration));
        Assert.That(result.Error, Does.Contain("/nonexistent/c.json"));
    }

    private static PrivateKey Configure(TemporaryDirectory directory)
    {
        PrivateKey key = PrivateKey.Create();
        RawKeyFile.Write(directory["key"], key);
        File.WriteAllText(directory["node.yaml"], $$"""
            scheduler: { url: "https://scheduler.example" }
            beneficiary: "{{key.Address}}"
            stateDirectory: {{directory.Path}}
            key: { plain: true, file: {{directory["key"]}} }
            """);
        return key;
    }

    private static SignedChallenge Challenge(Address node, uint side = 64)
    {
        using PrivateKey verifier = PrivateKey.Create();
        GemmChallenge message = new()
        {
            Arithmetic = Arithmetic.Int8,
            Node = node,
            Verifier = verifier.Address,
            Gpu = default,
            Slot = 0,
            Epoch = 0,
            Nonce = Hash32.Random(),
            SecretDigest = Hash32.Sha256(_secret.ToArray()),
            M = side,
            N = 64,
            K = 64,
            Rounds = 2,
            Openings = 8,
            IssuedAt = 0,
            Deadline = 10_000,
        };
        return SignedChallenge.Of(Eip712Domain.DePin(31337, default), message, verifier) with { Secret = _secret };
    }

    private static Task<NodeProcessResult> ProveAsync(
        TemporaryDirectory directory, SignedChallenge challenge, CancellationToken token, params string[] more) =>
        ProveAsync(directory, challenge.ToJson(), token, more);

    private static async Task<NodeProcessResult> ProveAsync(
        TemporaryDirectory directory, byte[] challenge, CancellationToken token, params string[] more)
    {
        await File.WriteAllBytesAsync(directory["c.json"], challenge, token);
        string[] verb = ["pog", "prove", "--config", directory["node.yaml"]];
        string[] files = ["--challenge", directory["c.json"], "--out", directory["t.json"]];
        return await NodeProcess.RunAsync(token, [.. verb, .. files, .. more]);
    }
}
