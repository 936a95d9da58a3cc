using System.Text.Json;

namespace DePin.Attestation.Tests;

[TestFixture]
public sealed class Hash32Tests
{
    private const string Text = "0x00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    [Test]
    public void Text_bytes_and_JSON_read_back()
    {
        Hash32 hash = Hash32.Parse(Text);
        Assert.That(hash.ToString(), Is.EqualTo(Text));
        Assert.That(new Hash32(hash.ToArray()), Is.EqualTo(hash));
        Assert.That(JsonSerializer.Deserialize<Hash32>(JsonSerializer.Serialize(hash)), Is.EqualTo(hash));
        Assert.That(Hash32.Parse(Text.ToUpperInvariant().Replace('X', 'x')), Is.EqualTo(hash));
    }

    [TestCase("null", "found Null")]
    [TestCase("1", "found Number")]
    [TestCase("{}", "found StartObject")]
    [TestCase("\"\"", "found no 0x")]
    [TestCase("\"0x\"", "found 0 digits")]
    [TestCase("\"0xgg112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\"", "found 'g' at position 2")]
    [TestCase("\"0x112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\"", "found 62 digits")]
    [TestCase("\"sha256:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\"", "found no 0x")]
    public void Malformed_JSON(string json, string reason) =>
        Assert.That(() => JsonSerializer.Deserialize<Hash32>(json), Throws.TypeOf<JsonException>().With.Message.Contains(reason));

    [Test]
    public void Orders_as_big_endian_bytes_do()
    {
        Random random = Seeded.Random();
        for (int i = 0; i < 200; i++)
        {
            (Hash32 left, Hash32 right) = (random.NextHash(), random.NextHash());
            int expected = Math.Sign(left.ToArray().AsSpan().SequenceCompareTo(right.ToArray()));
            Assert.That(Math.Sign(Hash32.Compare(left, right)), Is.EqualTo(expected));
            Assert.That(Hash32.Compare(left, left), Is.Zero);
        }
    }
}
