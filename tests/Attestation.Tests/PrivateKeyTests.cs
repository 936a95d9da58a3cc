namespace DePin.Attestation.Tests;

[TestFixture]
public sealed class PrivateKeyTests
{
    private const string Order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";

    [TestCase("0000000000000000000000000000000000000000000000000000000000000001",
        ExpectedResult = "0x7e5f4552091a69125d5dfcb7b8c2659029395bdf")]
    [TestCase("0000000000000000000000000000000000000000000000000000000000000002",
        ExpectedResult = "0x2b5ad5c4795c026514f8317c7a215e218dccd6cf")]
    [TestCase("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
        ExpectedResult = "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266")]
    [TestCase("59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
        ExpectedResult = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8")]
    [TestCase("4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318",
        ExpectedResult = "0x2c7536e3605d9c16a7a3d7b1898e529396a65c23")]
    public string Address_of_published_keys(string key)
    {
        using PrivateKey privateKey = PrivateKey.FromBytes(Convert.FromHexString(key));
        return privateKey.Address.ToString();
    }

    [TestCase("0000000000000000000000000000000000000000000000000000000000000000", TestName = "Zero_is_not_a_key")]
    [TestCase(Order, TestName = "The_order_is_not_a_key")]
    [TestCase("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", TestName = "All_ones_is_not_a_key")]
    [TestCase("01", TestName = "One_byte_is_not_a_key")]
    [TestCase("", TestName = "Nothing_is_not_a_key")]
    public void Refused(string key)
    {
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => PrivateKey.FromBytes(Convert.FromHexString(key)));
        Assert.That(refusal.Message, Does.StartWith("a private key is 32 bytes"));
    }

    [Test]
    public void Largest_key_is_accepted()
    {
        byte[] bytes = Convert.FromHexString(Order);
        bytes[31]--;
        using PrivateKey key = PrivateKey.FromBytes(bytes);
        Assert.That(key.Address, Is.EqualTo(Address.Parse("0x80c0dbf239224071c59dd8970ab9d542e3414ab2")));
    }

    [Test]
    public void Created_keys_differ_and_sign_for_their_address()
    {
        using PrivateKey first = PrivateKey.Create();
        using PrivateKey second = PrivateKey.Create();
        Hash32 digest = Hash32.Random();

        Assert.That(first.Sign(digest).TryRecover(digest, out Address signer), Is.True);
        Assert.That(signer, Is.EqualTo(first.Address));
        Assert.That(second.Address, Is.Not.EqualTo(first.Address));
    }

    [Test]
    public void Text_forms_show_the_address_and_never_the_key()
    {
        byte[] bytes = Convert.FromHexString("59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d");
        using PrivateKey key = PrivateKey.FromBytes(bytes);
        string[] shown = [key.ToString(), $"{key}", string.Format(null, "{0}", key), new { key }.ToString()!];

        Assert.That(shown, Has.All.Contains("0x70997970c51812dc3a010c7d01b50e0d17dc79c8").And.All.Contains("[redacted]"));
        Assert.That(shown, Has.None.Contains("59c6995e"));
    }

    [Test]
    public void Disposed_key_is_zeroed_and_signs_no_more()
    {
        PrivateKey key = PrivateKey.Create();
        byte[] held = key.HeldBytes;
        Assert.That(held, Has.Some.Not.Zero);

        key.Dispose();

        Assert.That(held, Is.All.Zero);
        Assert.That(() => key.Sign(Hash32.Random()), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => key.CopyTo(new byte[32]), Throws.TypeOf<ObjectDisposedException>());
    }
}
