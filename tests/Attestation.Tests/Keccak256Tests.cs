using System.Text;

namespace DePin.Attestation.Tests;

/// <summary>
/// Vectors of the Keccak team (ShortMsgKAT_256, LongMsgKAT_256 of the original submission) and names that every Ethereum tool knows.
/// </summary>
[TestFixture]
public sealed class Keccak256Tests
{
    [TestCase("", ExpectedResult = "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470")]
    [TestCase("abc", ExpectedResult = "0x4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45")]
    [TestCase("hello", ExpectedResult = "0x1c8aff950685c2ed4bc3174f3472287b56d9517b9c948127319a09a7a36deac8")]
    [TestCase("The quick brown fox jumps over the lazy dog",
        ExpectedResult = "0x4d741b6f1eb29cb2a9b9911c82f56fa8d73b04959d3d9d222895df6c0b28aa15")]
    public string Published_text_vectors(string text) => Keccak256.Hash(text).ToString();

    [TestCase("cc", ExpectedResult = "0xeead6dbfc7340a56caedc044696a168870549a6a7f6f56961e84a54bd9970b8a")]
    [TestCase("41fb", ExpectedResult = "0xa8eaceda4d47b3281a795ad9e1ea2122b407baf9aabcb9e18b5717b7873537d2")]
    public string Published_byte_vectors(string hex) => Keccak256.Hash(Convert.FromHexString(hex)).ToString();

    // A block holds 136 bytes: the padding goes in the last byte, fills a block of its own, or follows one byte.
    [TestCase(135, ExpectedResult = "0x34367dc248bbd832f4e3e69dfaac2f92638bd0bbd18f2912ba4ef454919cf446")]
    [TestCase(136, ExpectedResult = "0xa6c4d403279fe3e0af03729caada8374b5ca54d8065329a3ebcaeb4b60aa386e")]
    [TestCase(137, ExpectedResult = "0xd869f639c7046b4929fc92a4d988a8b22c55fbadb802c0c66ebcd484f1915f39")]
    [TestCase(1_000_000, ExpectedResult = "0xfadae6b49f129bbb812be8407b7b2894f34aecf6dbd1f9b0f0c7e9853098fc96")]
    public string Letter_a_many_times(int count) => Keccak256.Hash(new string('a', count)).ToString();

    [TestCase("transfer(address,uint256)", ExpectedResult = "0xa9059cbb")]
    [TestCase("balanceOf(address)", ExpectedResult = "0x70a08231")]
    [TestCase("Transfer(address,address,uint256)", ExpectedResult = "0xddf252ad")]
    public string Selectors_that_every_wallet_knows(string signature) => Keccak256.Hash(signature).ToString()[..10];

    [Test]
    public void Hash_of_type_string_is_the_published_domain_type_hash() =>
        Assert.That(
            Keccak256.Hash(Encoding.UTF8.GetBytes("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)")),
            Is.EqualTo(Hash32.Parse("0x8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f")));
}
