using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using DePin.Attestation.Json;
using DePin.Attestation.Keystores;
using DePin.Attestation.Merkle;
using DePin.Attestation.Messages;

namespace DePin.Attestation.Tests.Interop;

/// <summary>Independent implementations agree with ours: ethers, viem and OpenZeppelin's trees, from npm.</summary>
[TestFixture]
public sealed class InteropTests
{
    /// <summary>Long, because the first test waits for <c>npm ci</c> on a machine that has never run it.</summary>
    internal const int Timeout = 240_000;

    [Test, CancelAfter(Timeout)]
    public async Task Type_strings_are_those_of_the_design(CancellationToken token)
    {
        JsonNode theirs = await InteropProcess.AskAsync("typeStrings", [], token);
        Assert.That((string)theirs["WorkAttestation"]!, Is.EqualTo(WorkAttestation.TypeString));
        Assert.That((string)theirs["CapacityStatement"]!, Is.EqualTo(CapacityStatement.TypeString));
        Assert.That((string)theirs["NodeLogin"]!, Is.EqualTo(NodeLogin.TypeString));
        Assert.That((string)theirs["ClaimTo"]!, Is.EqualTo(ClaimTo.TypeString));
    }

    [Test, CancelAfter(Timeout)]
    public async Task Ethers_and_viem_sign_and_recover_our_attestation_alike(CancellationToken token)
    {
        WorkAttestation message = Sample.Message();
        await AssertAgreeAsync(message, AttestationJson.Default.WorkAttestation, token);
        await AssertAgreeAsync(
            message with { StartedAt = ulong.MaxValue, GpuMilliseconds = 1UL << 60, ExitCode = int.MinValue, Outcome = (Outcome)255 },
            AttestationJson.Default.WorkAttestation,
            token);
    }

    [Test, CancelAfter(Timeout)]
    public async Task Ethers_and_viem_sign_and_recover_the_other_messages_alike(CancellationToken token)
    {
        Random random = Seeded.Random();
        CapacityStatement capacity = new()
        {
            Node = Sample.Node,
            CapacityDigest = random.NextHash(),
            MeasuredAt = random.NextUInt64(),
            ExpiresAt = random.NextUInt64(),
            Sequence = random.NextUInt64(),
        };
        NodeLogin login = new()
        {
            Node = Sample.Node,
            Scheduler = random.NextHash(),
            Nonce = random.NextHash(),
            IssuedAt = random.NextUInt64(),
            ExpiresAt = random.NextUInt64(),
        };
        ClaimTo claim = new()
        {
            Account = Sample.Node,
            Recipient = random.NextAddress(),
            CumulativeAmount = new UInt256(new System.Numerics.BigInteger(random.NextBytes(32), isUnsigned: true)),
            Deadline = random.NextUInt64(),
        };
        await AssertAgreeAsync(capacity, AttestationJson.Default.CapacityStatement, token);
        await AssertAgreeAsync(login, AttestationJson.Default.NodeLogin, token);
        await AssertAgreeAsync(claim, AttestationJson.Default.ClaimTo, token);
    }

    [Test, CancelAfter(Timeout)]
    public async Task Signatures_of_random_digests_are_the_bytes_of_ethers(CancellationToken token)
    {
        Random random = Seeded.Random();
        byte[] bytes = random.NextBytes(32);
        using PrivateKey key = PrivateKey.FromBytes(bytes);
        Hash32[] digests = [.. Enumerable.Range(0, 200).Select(_ => random.NextHash())];

        JsonObject parameters = new()
        {
            ["privateKey"] = "0x" + Convert.ToHexString(bytes),
            ["digests"] = Array(digests.Select(digest => digest.ToString())),
        };

        JsonNode theirs = await InteropProcess.AskAsync("signatures", parameters, token);

        Assert.That(Strings(theirs), Is.EqualTo(digests.Select(digest => key.Sign(digest).ToString())));
    }

    [Test, CancelAfter(Timeout)]
    public async Task Keccak_of_every_length_up_to_three_blocks_agrees(CancellationToken token)
    {
        Random random = Seeded.Random();
        byte[][] inputs = [.. Enumerable.Range(0, 410).Select(random.NextBytes)];
        JsonNode theirs = await InteropProcess.AskAsync(
            "keccak",
            new JsonObject { ["inputs"] = Array(inputs.Select(input => "0x" + Convert.ToHexStringLower(input))) },
            token);
        string[] ours = [.. inputs.Select(input => Keccak256.Hash(input).ToString())];
        Assert.That(theirs.AsArray().Select(each => (string)each!["ethers"]!), Is.EqualTo(ours));
        Assert.That(theirs.AsArray().Select(each => (string)each!["viem"]!), Is.EqualTo(ours));
    }

    [TestCase("password", 131_072), CancelAfter(Timeout)]
    [TestCase("pässwörd 😀", 1024)]
    [TestCase("", 1024)]
    public async Task Ethers_reads_our_keystore(string password, int n, CancellationToken token)
    {
        using PrivateKey key = Sample.NodeKey();
        string keystore = Encoding.UTF8.GetString(Keystore.Encrypt(key, password, new ScryptCost(n, 8, 1)));
        JsonObject parameters = new() { ["keystore"] = keystore, ["password"] = password };
        JsonNode read = await InteropProcess.AskAsync("readKeystore", parameters, token);
        Assert.That((string)read["address"]!, Is.EqualTo(Sample.Node.ToString()));
        Assert.That((string)read["privateKey"]!, Is.EqualTo(Sample.NodeKeyText));
    }

    [TestCase(131_072, 8, 1), CancelAfter(Timeout)]
    [TestCase(4096, 8, 6)]
    public async Task We_read_the_keystore_of_ethers(int n, int r, int p, CancellationToken token)
    {
        JsonObject parameters = new()
        {
            ["privateKey"] = Sample.NodeKeyText,
            ["password"] = "pässwörd 😀",
            ["scrypt"] = new JsonObject { ["N"] = n, ["r"] = r, ["p"] = p },
        };
        JsonNode written = await InteropProcess.AskAsync("writeKeystore", parameters, token);
        using PrivateKey key = Keystore.Decrypt(Encoding.UTF8.GetBytes((string)written["keystore"]!), "pässwörd 😀");
        Assert.That(key.HeldBytes, Is.EqualTo(Sample.NodeKeyBytes));
    }

    [TestCase(1), CancelAfter(Timeout)]
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(4)]
    [TestCase(5)]
    [TestCase(7)]
    [TestCase(8)]
    [TestCase(100)]
    [TestCase(513)]
    public async Task OpenZeppelin_builds_our_reward_tree_and_accepts_our_proofs(int count, CancellationToken token)
    {
        Random random = Seeded.Random();
        (Address Account, UInt256 Amount)[] rewards = [.. Enumerable.Range(0, count).Select(_ => NextReward(random))];
        Hash32[] leaves = [.. rewards.Select(reward => MerkleLeaf.Reward(reward.Account, reward.Amount))];
        JsonArray values = [.. rewards.Select(reward => Array([reward.Account.ToString(), reward.Amount.ToString()]))];
        await AssertTreeAsync(["address", "uint256"], values, leaves, token);
    }

    [TestCase(1), CancelAfter(Timeout)]
    [TestCase(6)]
    [TestCase(33)]
    public async Task OpenZeppelin_builds_our_attestation_tree_and_accepts_our_proofs(int count, CancellationToken token)
    {
        Random random = Seeded.Random();
        Hash32[] digests = [.. Enumerable.Range(0, count).Select(_ => random.NextHash())];
        JsonArray values = [.. digests.Select(digest => Array([digest.ToString()]))];
        await AssertTreeAsync(["bytes32"], values, [.. digests.Select(MerkleLeaf.Attestation)], token);
    }

    [Test, CancelAfter(Timeout)]
    public async Task Script_of_the_demo_prints_the_signer_and_refuses_what_was_changed(CancellationToken token)
    {
        string golden = Path.Combine(AppContext.BaseDirectory, "Golden", "attestation.json");
        (int exitCode, string output, string error) = await InteropProcess.VerifyAsync(golden, token);
        Assert.That((exitCode, output.Trim().ToLowerInvariant(), error), Is.EqualTo((0, Sample.Node.ToString(), "")));

        string changed = Path.Combine(Path.GetTempPath(), $"depin-{Guid.NewGuid():N}.json");
        string text = await File.ReadAllTextAsync(golden, token);
        await File.WriteAllTextAsync(changed, text.Replace("\"exitCode\":0", "\"exitCode\":1"), token);
        (exitCode, output, error) = await InteropProcess.VerifyAsync(changed, token);
        File.Delete(changed);
        Assert.That((exitCode, output), Is.EqualTo((1, "")));
        Assert.That(error, Does.StartWith("refused: the signer is 0x"));
    }

    private static async Task AssertAgreeAsync<T>(T message, JsonTypeInfo<T> type, CancellationToken token)
        where T : ISignedMessage
    {
        using PrivateKey key = Sample.NodeKey();
        Signature signature = key.Sign(Eip712.Digest(Sample.Domain, message));
        JsonObject parameters = new()
        {
            ["domain"] = JsonSerializer.SerializeToNode(Sample.Domain, AttestationJson.Default.Eip712Domain),
            ["primaryType"] = typeof(T).Name,
            ["message"] = JsonSerializer.SerializeToNode(message, type),
            ["privateKey"] = Sample.NodeKeyText,
            ["signature"] = signature.ToString(),
        };

        JsonNode theirs = await InteropProcess.AskAsync("typedData", parameters, token);

        foreach (string library in new[] { "ethers", "viem" })
        {
            JsonNode answer = theirs[library]!;
            Assert.That((string)answer["separator"]!, Is.EqualTo(Sample.Domain.Separator().ToString()), library);
            Assert.That((string)answer["digest"]!, Is.EqualTo(Eip712.Digest(Sample.Domain, message).ToString()), library);
            Assert.That((string)answer["signature"]!, Is.EqualTo(signature.ToString()), library);
            Assert.That((string)answer["signer"]!, Is.EqualTo(Sample.Node.ToString()), library);
        }
    }

    private static async Task AssertTreeAsync(string[] types, JsonArray values, Hash32[] leaves, CancellationToken token)
    {
        MerkleTree tree = MerkleTree.Of(leaves);
        string[][] proofs = [.. leaves.Select(leaf => tree.Proof(leaf).Select(sibling => sibling.ToString()).ToArray())];
        JsonArray ours = [.. proofs.Select(Array)];
        JsonObject parameters = new() { ["types"] = Array(types), ["values"] = values, ["ours"] = ours };

        JsonNode theirs = await InteropProcess.AskAsync("merkle", parameters, token);

        Assert.That((string)theirs["root"]!, Is.EqualTo(tree.Root.ToString()));
        Assert.That(Strings(theirs["leaves"]!), Is.EqualTo(leaves.Select(leaf => leaf.ToString())));
        Assert.That(theirs["proofs"]!.AsArray().Select(proof => Strings(proof!).ToArray()), Is.EqualTo(proofs));
        Assert.That(theirs["accepted"]!.AsArray().Select(accepted => (bool)accepted!), Is.All.True.And.Exactly(leaves.Length).Items);
    }

    private static (Address Account, UInt256 Amount) NextReward(Random random) =>
        (random.NextAddress(), new UInt256(new UInt128(random.NextUInt64(), random.NextUInt64())));

    internal static JsonArray Array(IEnumerable<string> values) => [.. values.Select(value => JsonValue.Create(value))];

    internal static IEnumerable<string> Strings(JsonNode array) => array.AsArray().Select(value => (string)value!);
}
