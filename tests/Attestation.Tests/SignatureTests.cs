using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace DePin.Attestation.Tests;

[TestFixture]
public sealed class SignatureTests
{
    private const string Order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
    private const string HalfOrder = "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0";
    private const string AboveHalf = "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a1";
    private const string One = "0000000000000000000000000000000000000000000000000000000000000001";
    private const string Zero = "0000000000000000000000000000000000000000000000000000000000000000";
    private const string Ones = "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff";

    /// <summary>The vectors for RFC 6979 on secp256k1 that Bitcoin's libraries share; digest = SHA-256 of the text.</summary>
    [TestCase(
        "0000000000000000000000000000000000000000000000000000000000000001",
        "Satoshi Nakamoto",
        "934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8",
        "2442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5")]
    [TestCase(
        "0000000000000000000000000000000000000000000000000000000000000001",
        "All those moments will be lost in time, like tears in rain. Time to die...",
        "8600dbd41e348fe5c9465ab92d23e3db8b98b873beecd930736488696438cb6b",
        "547fe64427496db33bf66019dacbf0039c04199abb0122918601db38a72cfc21")]
    [TestCase(
        "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140",
        "Satoshi Nakamoto",
        "fd567d121db66e382991534ada77a6bd3106f0a1098c231e47993447cd6af2d0",
        "6b39cd0eb1bc8603e159ef5c20a5c8ad685a45b06ce9bebed3f153d10d93bed5")]
    [TestCase(
        "f8b8af8ce3c7cca5e300d33939540c10d45ce001b8f252bfbc57ba0342904181",
        "Alan Turing",
        "7063ae83e7f62bbb171798131b4a0564b956930092b33b07b395615d9ec7e15c",
        "58dfcc1e00a35e1572f366ffe34ba0fc47db1e7189759b9fb233c5b05ab388ea")]
    public void Published_deterministic_signatures(string key, string text, string r, string s)
    {
        using PrivateKey privateKey = PrivateKey.FromBytes(Convert.FromHexString(key));
        Hash32 digest = Hash32.Sha256(Encoding.UTF8.GetBytes(text));

        Signature signature = privateKey.Sign(digest);

        Assert.That((signature.R, signature.S), Is.EqualTo((Hash32.Parse("0x" + r), Hash32.Parse("0x" + s))));
        Assert.That(signature.V, Is.EqualTo(27).Or.EqualTo(28));
        Assert.That(signature.TryRecover(digest, out Address signer), Is.True);
        Assert.That(signer, Is.EqualTo(privateKey.Address));
    }

    /// <summary>Each with its own reason. Every text is given to Parse, TryParse and JSON.</summary>
    [TestCase("", "found no 0x at the start", TestName = "Malformed_empty")]
    [TestCase("0", "found no 0x at the start", TestName = "Malformed_one_character")]
    [TestCase("0x", "found 0 digits", TestName = "Malformed_prefix_only")]
    [TestCase(One + One + "1b", "found no 0x at the start", TestName = "Malformed_without_prefix")]
    [TestCase("1x" + One + One + "1b", "found no 0x at the start", TestName = "Malformed_wrong_prefix")]
    [TestCase(" 0x" + One + One + "1b", "found no 0x at the start", TestName = "Malformed_space_before")]
    [TestCase("0x" + One + One + "1b ", "found ' ' at position 132", TestName = "Malformed_space_after")]
    [TestCase("0x" + One + One + "1b\n", "found '\n' at position 132", TestName = "Malformed_line_feed_after")]
    [TestCase("0x" + One + One, "found 128 digits", TestName = "Malformed_compact_without_v")]
    [TestCase("0x" + One + One + "1b00", "found 132 digits", TestName = "Malformed_one_byte_too_long")]
    [TestCase("0x" + One + One + "1", "found 129 digits", TestName = "Malformed_half_a_byte")]
    [TestCase("0x" + One + One + "1g", "found 'g' at position 131", TestName = "Malformed_not_a_digit")]
    [TestCase("0x" + One + One + "１b", "found '１' at position 130", TestName = "Malformed_full_width_digit")]
    [TestCase("0x-" + One + One + "b", "found '-' at position 2", TestName = "Malformed_minus")]
    [TestCase("0x" + One + One + "00", "v is 0, expected 27 or 28", TestName = "Malformed_v_0")]
    [TestCase("0x" + One + One + "01", "v is 1, expected 27 or 28", TestName = "Malformed_v_1")]
    [TestCase("0x" + One + One + "1a", "v is 26, expected 27 or 28", TestName = "Malformed_v_26")]
    [TestCase("0x" + One + One + "1d", "v is 29, expected 27 or 28", TestName = "Malformed_v_29")]
    [TestCase("0x" + One + One + "25", "v is 37, expected 27 or 28", TestName = "Malformed_v_of_EIP_155")]
    [TestCase("0x" + One + One + "ff", "v is 255, expected 27 or 28", TestName = "Malformed_v_255")]
    [TestCase("0x" + Zero + One + "1b", "r is zero", TestName = "Malformed_r_zero")]
    [TestCase("0x" + One + Zero + "1b", "s is zero", TestName = "Malformed_s_zero")]
    [TestCase("0x" + Zero + Zero + "1b", "r is zero", TestName = "Malformed_both_zero")]
    [TestCase("0x" + Order + One + "1b", "r is not below the order", TestName = "Malformed_r_is_the_order")]
    [TestCase("0x" + Ones + One + "1b", "r is not below the order", TestName = "Malformed_r_all_ones")]
    [TestCase("0x" + One + Order + "1b", "s is not below the order", TestName = "Malformed_s_is_the_order")]
    [TestCase("0x" + One + Ones + "1b", "s is not below the order", TestName = "Malformed_s_all_ones")]
    [TestCase("0x" + One + AboveHalf + "1b", "s is high", TestName = "Malformed_s_just_above_half")]
    [TestCase("0x1b" + One + One, "v is 1", TestName = "Malformed_v_first")]
    public void Malformed(string text, string reason)
    {
        Assert.That(Signature.TryParse(text, null, out Signature parsed), Is.False);
        Assert.That(parsed, Is.EqualTo(default(Signature)));
        Assert.That(() => Signature.Parse(text), Throws.TypeOf<FormatException>().With.Message.Contains(reason));
        string json = JsonSerializer.Serialize(text);
        Assert.That(() => JsonSerializer.Deserialize<Signature>(json), Throws.TypeOf<JsonException>().With.Message.Contains(reason));
    }

    [TestCase("0x" + One + HalfOrder + "1b", TestName = "Largest_low_s_is_well_formed")]
    [TestCase("0x" + One + One + "1c", TestName = "Smallest_values_are_well_formed")]
    public void Well_formed(string text)
    {
        Assert.That(Signature.TryParse(text, null, out Signature signature), Is.True);
        Assert.That(signature.ToString(), Is.EqualTo(text));
        Assert.That(JsonSerializer.Deserialize<Signature>(JsonSerializer.Serialize(signature)), Is.EqualTo(signature));
    }

    [Test]
    public void Upper_case_digits_are_read_and_written_lower()
    {
        using PrivateKey key = Sample.NodeKey();
        string text = key.Sign(Hash32.Sha256("x"u8)).ToString();
        Assert.That(Signature.Parse("0x" + text[2..].ToUpperInvariant()).ToString(), Is.EqualTo(text));
    }

    [Test]
    public void Long_text_is_cut_in_the_error()
    {
        FormatException refusal = Assert.Throws<FormatException>(() => Signature.Parse(new string('x', 1_000_000)));
        Assert.That(refusal.Message, Has.Length.LessThan(300));
    }

    [TestCase(0)]
    [TestCase(64)]
    [TestCase(66)]
    public void Bytes_of_another_length_are_refused(int length) =>
        Assert.That(
            () => new Signature(new byte[length]),
            Throws.ArgumentException.With.Message.Contains($"expected 65 bytes, found {length}"));

    [Test]
    public void No_signature_recovers_nobody()
    {
        Assert.That(default(Signature).TryRecover(Hash32.Sha256("x"u8), out Address signer), Is.False);
        Assert.That(signer, Is.EqualTo(default(Address)));
    }

    [Test]
    public void R_that_is_no_point_recovers_nobody()
    {
        // x = 5 is the smallest x without a point on y² = x³ + 7 over this field.
        Signature signature = Signature.Parse("0x" + One[..^1] + "5" + One + "1b");
        Assert.That(signature.TryRecover(Hash32.Sha256("x"u8), out _), Is.False);
    }

    [Test]
    public void Signatures_recover_the_signer_and_nothing_changed_does()
    {
        Random random = Seeded.Random();
        using PrivateKey key = PrivateKey.Create();
        for (int i = 0; i < 300; i++)
        {
            Hash32 digest = random.NextHash();
            Signature signature = key.Sign(digest);
            Assert.That(key.Sign(digest), Is.EqualTo(signature));
            Assert.That(signature.TryRecover(digest, out Address signer) && signer == key.Address);
            Assert.That(signature.TryRecover(random.NextHash(), out Address other) && other == key.Address, Is.False);

            byte[] changed = signature.ToArray();
            changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
            bool stillSigns = Signature.TryParse("0x" + Convert.ToHexString(changed), null, out Signature broken)
                && broken.TryRecover(digest, out Address impostor) && impostor == key.Address;
            Assert.That(stillSigns, Is.False, Convert.ToHexString(changed));
        }
    }

    [Test]
    public void The_high_s_form_of_a_signature_is_refused()
    {
        using PrivateKey key = Sample.NodeKey();
        byte[] bytes = key.Sign(Hash32.Sha256("x"u8)).ToArray();
        System.Numerics.BigInteger order = new(Convert.FromHexString(Order), isUnsigned: true, isBigEndian: true);
        System.Numerics.BigInteger high = order - new System.Numerics.BigInteger(bytes.AsSpan(32, 32), isUnsigned: true, isBigEndian: true);
        byte[] other = [.. bytes[..32], .. high.ToByteArray(isUnsigned: true, isBigEndian: true), (byte)(bytes[64] ^ 7)];

        Assert.That(other, Has.Length.EqualTo(65));
        Assert.That(() => new Signature(other), Throws.ArgumentException.With.Message.Contains("s is high"));
    }

    /// <summary>OpenSSL, through .NET, is an independent verifier of the curve's arithmetic.</summary>
    [Test]
    public void OpenSSL_verifies_what_we_sign()
    {
        Random random = Seeded.Random();
        byte[] bytes = random.NextBytes(32);
        using PrivateKey key = PrivateKey.FromBytes(bytes);
        using ECDsa openSsl = ECDsa.Create(new ECParameters { Curve = ECCurve.CreateFromFriendlyName("secp256k1"), D = bytes });
        for (int i = 0; i < 20; i++)
        {
            Hash32 digest = random.NextHash();
            Assert.That(openSsl.VerifyHash(digest.ToArray(), key.Sign(digest).ToArray().AsSpan(0, 64)), Is.True);
            Assert.That(openSsl.VerifyHash(random.NextHash().ToArray(), key.Sign(digest).ToArray().AsSpan(0, 64)), Is.False);
        }
    }

    [Test]
    public void Arbitrary_text_is_refused_without_another_exception()
    {
        Random random = Seeded.Random();
        for (int i = 0; i < 2000; i++)
        {
            char[] text = ("0x" + Convert.ToHexString(random.NextBytes(random.Next(60, 70)))).ToCharArray();
            text[random.Next(text.Length)] = (char)random.Next(char.MaxValue);
            if (!Signature.TryParse(text, null, out _))
            {
                Assert.That(() => Signature.Parse(text, null), Throws.TypeOf<FormatException>());
            }
        }
    }
}
