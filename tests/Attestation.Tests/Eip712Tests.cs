using System.Text;
using DePin.Attestation.Messages;

namespace DePin.Attestation.Tests;

/// <summary>The example of EIP-712 itself (Ether Mail), and that every field of our messages counts.</summary>
[TestFixture]
public sealed class Eip712Tests
{
    private static readonly Eip712Domain EtherMail = new("Ether Mail", "1", 1, Address.Parse("0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC"));

    [Test]
    public void Domain_separator_of_the_example() =>
        Assert.That(
            EtherMail.Separator().ToString(),
            Is.EqualTo("0xf2cee375fa42b42143804025fc449deafd50cc031ca257e0b194a650a912090f"));

    [Test]
    public void Digest_and_signature_of_the_example()
    {
        using PrivateKey cow = PrivateKey.FromBytes(Keccak256.Hash("cow").ToArray());
        Hash32 digest = Eip712.Digest(EtherMail, new Mail());

        Assert.That(digest.ToString(), Is.EqualTo("0xbe609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2"));
        Assert.That(
            cow.Sign(digest).ToString(),
            Is.EqualTo(
                "0x4355c47d63924e8a72e509b65029052eb6c299d53a04e167c5775fd466751c9d"
                + "07299936d304c153f6443dfa05f40ff007d72911b6f72307f996231605b915621c"));
    }

    [Test]
    public void Each_field_of_the_domain_changes_the_digest()
    {
        Eip712Domain domain = Sample.Domain;
        Eip712Domain[] others =
        [
            domain with { Name = "DePim" },
            domain with { Version = "2" },
            domain with { ChainId = domain.ChainId + 1 },
            domain with { VerifyingContract = Sample.Node },
        ];
        Hash32[] digests = [.. others.Prepend(domain).Select(other => Eip712.Digest(other, Sample.Message()))];
        Assert.That(digests, Is.Unique);
    }

    [Test]
    public void Each_field_of_an_attestation_changes_the_digest()
    {
        WorkAttestation message = Sample.Message();
        Hash32 other = Hash32.Sha256("other"u8);
        WorkAttestation[] changed =
        [
            message with { JobId = other },
            message with { AttemptId = other },
            message with { LeaseEpoch = 4 },
            message with { Node = Sample.Scheduler },
            message with { Beneficiary = Sample.Scheduler },
            message with { SpecDigest = other },
            message with { ImageDigest = other },
            message with { ResultDigest = other },
            message with { EvidenceDigest = other },
            message with { StartedAt = 1 },
            message with { FinishedAt = 1 },
            message with { GpuMilliseconds = 1 },
            message with { ExitCode = -1 },
            message with { Outcome = Outcome.Cancelled },
            message with { Sequence = 1 },
            message with { Previous = other },
        ];
        Hash32[] digests = [.. changed.Prepend(message).Select(each => each.HashStruct())];
        Assert.That(digests, Is.Unique.And.Length.EqualTo(17));
    }

    [Test]
    public void Negative_numbers_are_sign_extended()
    {
        byte[] buffer = new byte[2 * AbiWords.WordSize];
        AbiWords words = new(buffer);
        words.Add(-2);
        words.Add(258UL);
        Assert.That(Convert.ToHexStringLower(buffer), Is.EqualTo(new string('f', 63) + "e" + new string('0', 61) + "102"));
    }

    /// <summary>The example's message: it has dynamic fields, which a message of ours never has, so it hashes them by hand.</summary>
    private sealed record Mail : ISignedMessage
    {
        public static string TypeString => "Mail(Person from,Person to,string contents)Person(string name,address wallet)";

        public Hash32 HashStruct()
        {
            AbiWords words = new(new byte[4 * AbiWords.WordSize]);
            words.Add(Keccak256.Hash(TypeString));
            words.Add(Person("Cow", "0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826"));
            words.Add(Person("Bob", "0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB"));
            words.Add(Keccak256.Hash(Encoding.UTF8.GetBytes("Hello, Bob!")));
            return words.Hash();
        }

        private static Hash32 Person(string name, string wallet)
        {
            AbiWords words = new(new byte[3 * AbiWords.WordSize]);
            words.Add(Keccak256.Hash("Person(string name,address wallet)"));
            words.Add(Keccak256.Hash(name));
            words.Add(Address.Parse(wallet));
            return words.Hash();
        }
    }
}
