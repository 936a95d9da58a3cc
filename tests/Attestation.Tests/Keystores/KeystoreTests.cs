using System.Text;
using System.Text.Json.Nodes;
using DePin.Attestation.Keystores;

namespace DePin.Attestation.Tests.Keystores;

[TestFixture]
public sealed class KeystoreTests
{
    private const string Password = "correct horse";

    /// <summary>Cheap, so that the tests are: the cost is a number in the file like any other.</summary>
    private static readonly ScryptCost Cheap = new(16, 1, 1);

    /// <summary>The two test vectors of the format's definition: password <c>testpassword</c>.</summary>
    [TestCase("""
        {"crypto":{"cipher":"aes-128-ctr","cipherparams":{"iv":"6087dab2f9fdbbfaddc31a909735c1e6"},
        "ciphertext":"5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46","kdf":"pbkdf2",
        "kdfparams":{"c":262144,"dklen":32,"prf":"hmac-sha256","salt":"ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd"},
        "mac":"517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2"},"id":"3198bc9c-6672-5ab3-d995-4942343ae5b6","version":3}
        """, TestName = "Published_keystore_pbkdf2")]
    [TestCase("""
        {"crypto":{"cipher":"aes-128-ctr","cipherparams":{"iv":"83dbcc02d8ccb40e466191a123791e0e"},
        "ciphertext":"d172bf743a674da9cdad04534d56926ef8358534d458fffccd4e6ad2fbde479c","kdf":"scrypt",
        "kdfparams":{"dklen":32,"n":262144,"p":8,"r":1,"salt":"ab0c7876052600dd703518d6fc3fe8984592145b591fc8fb5c6d43190334ba19"},
        "mac":"2103ac29920d71da29f15d75b4a16dbe95cfd7ff8faea1056c33131d846e3097"},"id":"3198bc9c-6672-5ab3-d995-4942343ae5b6","version":3}
        """, TestName = "Published_keystore_scrypt")]
    public void Published_keystores(string json)
    {
        using PrivateKey key = Keystore.Decrypt(Encoding.UTF8.GetBytes(json), "testpassword");
        const string Expected = "7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d";
        Assert.That(Convert.ToHexStringLower(key.HeldBytes), Is.EqualTo(Expected));
    }

    [TestCase("")]
    [TestCase(Password)]
    [TestCase("pässwörd 😀")]
    public void Written_keystore_reads_back(string password)
    {
        using PrivateKey key = PrivateKey.Create();
        using PrivateKey read = Keystore.Decrypt(Keystore.Encrypt(key, password, Cheap), password);
        Assert.That(read.HeldBytes, Is.EqualTo(key.HeldBytes));
    }

    [Test]
    public void Default_cost_is_written_and_reads_back()
    {
        using PrivateKey key = PrivateKey.Create();
        byte[] json = Keystore.Encrypt(key, Password, ScryptCost.Default);
        JsonNode kdf = JsonNode.Parse(json)!["crypto"]!["kdfparams"]!;
        Assert.That(((int)kdf["n"]!, (int)kdf["r"]!, (int)kdf["p"]!), Is.EqualTo((131_072, 8, 1)));
        using PrivateKey read = Keystore.Decrypt(json, Password);
        Assert.That(read.Address, Is.EqualTo(key.Address));
    }

    [Test]
    public void Two_keystores_of_one_key_share_nothing_but_the_address()
    {
        using PrivateKey key = Sample.NodeKey();
        JsonNode first = JsonNode.Parse(Keystore.Encrypt(key, Password, Cheap))!;
        JsonNode second = JsonNode.Parse(Keystore.Encrypt(key, Password, Cheap))!;
        Assert.That((string)first["address"]!, Is.EqualTo("70997970c51812dc3a010c7d01b50e0d17dc79c8"));
        foreach (string path in new[] { "ciphertext", "mac" })
        {
            Assert.That((string)first["crypto"]![path]!, Is.Not.EqualTo((string)second["crypto"]![path]!));
        }

        Assert.That((string)first["id"]!, Is.Not.EqualTo((string)second["id"]!));
    }

    [TestCase("Correct horse")]
    [TestCase("correct horse ")]
    [TestCase("correct horse\n")]
    [TestCase("")]
    public void Wrong_password_is_told_apart_from_a_broken_file(string password)
    {
        using PrivateKey key = Sample.NodeKey();
        byte[] json = Keystore.Encrypt(key, Password, Cheap);
        AssertRefused(json, password, KeyFileProblem.WrongPassword, "the password does not open this keystore");
    }

    [TestCase("version", "1", KeyFileProblem.Unsupported, "version '1', only 3 is supported")]
    [TestCase("version", "4", KeyFileProblem.Unsupported, "version '4'")]
    [TestCase("version", "\"3\"", KeyFileProblem.Corrupt, "version")]
    [TestCase("version", "null", KeyFileProblem.Corrupt, "version")]
    [TestCase("crypto", "null", KeyFileProblem.Corrupt, "it has no 'crypto'")]
    [TestCase("crypto", "{}", KeyFileProblem.Corrupt, "'cipher'")]
    [TestCase("crypto", "[]", KeyFileProblem.Corrupt, "crypto")]
    [TestCase("Crypto", "{}", KeyFileProblem.Corrupt, "Duplicate")]
    [TestCase("address", "\"3c44cdddb6a900fa2b585dd299e03d12fa4293bc\"", KeyFileProblem.Corrupt, "holds the key of 0x70997970")]
    [TestCase("address", "\"\"", KeyFileProblem.Corrupt, "holds the key of 0x70997970")]
    [TestCase("crypto.cipher", "\"aes-128-cbc\"", KeyFileProblem.Unsupported, "cipher 'aes-128-cbc', only aes-128-ctr is supported")]
    [TestCase("crypto.cipher", "null", KeyFileProblem.Corrupt, "cipher")]
    [TestCase("crypto.kdf", "\"argon2id\"", KeyFileProblem.Unsupported, "kdf 'argon2id', only scrypt or pbkdf2 is supported")]
    [TestCase("crypto.kdf", "\"pbkdf2\"", KeyFileProblem.Unsupported, "prf ''")]
    [TestCase("crypto.cipherparams.iv", "\"00\"", KeyFileProblem.Corrupt, "iv: expected 32 hexadecimal digits, found 2")]
    [TestCase("crypto.cipherparams.iv", "\"zz000000000000000000000000000000\"", KeyFileProblem.Corrupt, "iv: expected 32")]
    [TestCase("crypto.cipherparams.iv", "null", KeyFileProblem.Corrupt, "iv")]
    [TestCase("crypto.cipherparams", "{}", KeyFileProblem.Corrupt, "'iv'")]
    [TestCase("crypto.ciphertext", "\"\"", KeyFileProblem.Corrupt, "ciphertext: expected 64 hexadecimal digits, found 0")]
    [TestCase("crypto.ciphertext", "\"0011\"", KeyFileProblem.Corrupt, "ciphertext: expected 64")]
    [TestCase("crypto.mac", "\"0x00\"", KeyFileProblem.Corrupt, "mac: expected 64")]
    [TestCase("crypto.mac", "7", KeyFileProblem.Corrupt, "mac")]
    [TestCase("crypto.kdfparams.salt", "\"\"", KeyFileProblem.Corrupt, "salt: expected")]
    [TestCase("crypto.kdfparams.salt", "\"0\"", KeyFileProblem.Corrupt, "salt: expected")]
    [TestCase("crypto.kdfparams.dklen", "64", KeyFileProblem.Unsupported, "dklen is 64, only 32")]
    [TestCase("crypto.kdfparams.dklen", "-1", KeyFileProblem.Unsupported, "dklen is -1")]
    [TestCase("crypto.kdfparams.dklen", "2147483648", KeyFileProblem.Corrupt, "dklen")]
    [TestCase("crypto.kdfparams.n", "null", KeyFileProblem.Corrupt, "scrypt needs n, r and p")]
    [TestCase("crypto.kdfparams.n", "1000", KeyFileProblem.Corrupt, "a power of two")]
    [TestCase("crypto.kdfparams.n", "1073741824", KeyFileProblem.TooCostly, "is more than 512 MiB")]
    [TestCase("crypto.kdfparams.n", "4294967296", KeyFileProblem.Corrupt, "n")]
    [TestCase("crypto.kdfparams.r", "2147483647", KeyFileProblem.TooCostly, "r=2147483647")]
    [TestCase("crypto.kdfparams.p", "2147483647", KeyFileProblem.TooCostly, "p=2147483647")]
    [TestCase("crypto.kdfparams.p", "0", KeyFileProblem.Corrupt, "p=0")]
    public void Malformed(string path, string value, KeyFileProblem problem, string reason)
    {
        using PrivateKey key = Sample.NodeKey();
        JsonNode json = JsonNode.Parse(Keystore.Encrypt(key, Password, Cheap))!;
        string[] names = path.Split('.');
        JsonNode parent = names[..^1].Aggregate(json, (node, name) => node[name]!);
        parent[names[^1]] = JsonNode.Parse(value);
        AssertRefused(Encoding.UTF8.GetBytes(json.ToJsonString()), Password, problem, reason);
    }

    [TestCase("c", "0", KeyFileProblem.Corrupt, "c of at least 1")]
    [TestCase("c", "null", KeyFileProblem.Corrupt, "c of at least 1")]
    [TestCase("c", "10000001", KeyFileProblem.TooCostly, "c=10000001 is more than 10000000")]
    [TestCase("prf", "\"hmac-sha512\"", KeyFileProblem.Unsupported, "prf 'hmac-sha512', only hmac-sha256 is supported")]
    public void Malformed_pbkdf2(string member, string value, KeyFileProblem problem, string reason)
    {
        using PrivateKey key = Sample.NodeKey();
        JsonNode json = JsonNode.Parse(Keystore.Encrypt(key, Password, Cheap))!;
        json["crypto"]!["kdf"] = "pbkdf2";
        JsonNode parameters = json["crypto"]!["kdfparams"]!;
        (parameters["c"], parameters["prf"]) = (1, "hmac-sha256");
        parameters[member] = JsonNode.Parse(value);
        AssertRefused(Encoding.UTF8.GetBytes(json.ToJsonString()), Password, problem, reason);
    }

    [TestCase("")]
    [TestCase("{")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("\"0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d\"")]
    public void Text_that_is_no_keystore_is_corrupt(string text) =>
        AssertRefused(Encoding.UTF8.GetBytes(text), Password, KeyFileProblem.Corrupt, "not a keystore");

    [Test]
    public void Names_in_another_case_and_unknown_members_are_read()
    {
        using PrivateKey key = Sample.NodeKey();
        JsonObject json = JsonNode.Parse(Keystore.Encrypt(key, Password, Cheap))!.AsObject();
        JsonNode crypto = json["crypto"]!;
        json.Remove("crypto");
        json["Crypto"] = crypto;
        json["x-ethers"] = new JsonObject { ["client"] = "ethers" };
        json["address"] = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
        using PrivateKey read = Keystore.Decrypt(Encoding.UTF8.GetBytes(json.ToJsonString()), Password);
        Assert.That(read.Address, Is.EqualTo(Sample.Node));
    }

    [Test]
    public void No_error_shows_key_or_password()
    {
        using PrivateKey key = Sample.NodeKey();
        byte[] json = Keystore.Encrypt(key, Password, Cheap);
        KeyFileException refusal = Assert.Throws<KeyFileException>(() => Keystore.Decrypt(json, "secret-attempt").Dispose());
        Assert.That(refusal.ToString(), Does.Not.Contain("secret-attempt").And.Not.Contain(Sample.NodeKeyText[2..]));
    }

    [Test]
    public void Derived_key_is_not_shown_and_is_zeroed_when_disposed()
    {
        DerivedKey derived = DerivedKey.Scrypt(Password, [1, 2, 3], Cheap);
        string held = Convert.ToHexStringLower(derived.CipherKey);
        Assert.That(derived.ToString(), Is.EqualTo("DerivedKey([redacted])"));

        derived.Dispose();

        Assert.That(Convert.ToHexStringLower(derived.CipherKey), Is.Not.EqualTo(held).And.EqualTo(new string('0', 32)));
    }

    [Test]
    public void Cost_that_we_would_not_read_is_not_written()
    {
        using PrivateKey key = Sample.NodeKey();
        Assert.That(() => Keystore.Encrypt(key, Password, new ScryptCost(1 << 25, 8, 1)), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    private static void AssertRefused(byte[] json, string password, KeyFileProblem problem, string reason)
    {
        KeyFileException refusal = Assert.Throws<KeyFileException>(() => Keystore.Decrypt(json, password).Dispose());
        Assert.That(refusal.Message, Does.Contain(reason));
        Assert.That(refusal.Problem, Is.EqualTo(problem));
    }
}
