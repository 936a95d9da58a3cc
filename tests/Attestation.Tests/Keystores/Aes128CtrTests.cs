using DePin.Attestation.Keystores;

namespace DePin.Attestation.Tests.Keystores;

[TestFixture]
public sealed class Aes128CtrTests
{
    private static readonly byte[] Key = Convert.FromHexString("2b7e151628aed2a6abf7158809cf4f3c");

    /// <summary>NIST SP 800-38A, F.5.1 CTR-AES128.Encrypt: four blocks, the counter carries into its second last byte.</summary>
    [Test]
    public void Published_vector()
    {
        byte[] data = Convert.FromHexString(
            "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
            + "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710");

        Aes128Ctr.Transform(Key, Convert.FromHexString("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"), data);

        Assert.That(
            Convert.ToHexStringLower(data),
            Is.EqualTo(
                "874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffdff"
                + "5ae4df3edbd5d35e5b4f09020db03eab1e031dda2fbe03d1792170a0f3009cee"));
    }

    [Test]
    public void Counter_wraps_from_all_ones_to_zero()
    {
        byte[] twoBlocks = new byte[32];
        Aes128Ctr.Transform(Key, Convert.FromHexString("ffffffffffffffffffffffffffffffff"), twoBlocks);
        byte[] fromZero = new byte[16];
        Aes128Ctr.Transform(Key, new byte[16], fromZero);
        Assert.That(twoBlocks[16..], Is.EqualTo(fromZero));
    }

    [Test]
    public void Twice_is_nothing_whatever_the_length()
    {
        Random random = Seeded.Random();
        for (int length = 0; length < 50; length++)
        {
            byte[] data = random.NextBytes(length);
            byte[] counter = random.NextBytes(16);
            byte[] once = [.. data];
            Aes128Ctr.Transform(Key, counter, once);
            byte[] twice = [.. once];
            Aes128Ctr.Transform(Key, counter, twice);
            Assert.That(twice, Is.EqualTo(data));
            Assert.That(once.SequenceEqual(data), Is.EqualTo(length == 0));
        }
    }
}
