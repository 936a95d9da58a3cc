using System.Text.Json;

namespace DePin.Attestation.Tests;

[TestFixture]
public sealed class AddressTests
{
    [Test]
    public void Checksummed_text_is_read_and_written_lower()
    {
        Address address = Address.Parse("0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826");
        Assert.That(address.ToString(), Is.EqualTo("0xcd2a3d9f938e13cd947ec05abc7fe734df8dd826"));
        Assert.That(new Address(address.ToArray()), Is.EqualTo(address));
        Assert.That(JsonSerializer.Deserialize<Address>(JsonSerializer.Serialize(address)), Is.EqualTo(address));
    }

    [TestCase("null", "found Null")]
    [TestCase("[]", "found StartArray")]
    [TestCase("\"cd2a3d9f938e13cd947ec05abc7fe734df8dd826\"", "found no 0x")]
    [TestCase("\"0xcd2a3d9f938e13cd947ec05abc7fe734df8dd8\"", "found 38 digits")]
    [TestCase("\"0xcd2a3d9f938e13cd947ec05abc7fe734df8dd82600\"", "found 42 digits")]
    [TestCase("\"0xcd2a3d9f938e13cd947ec05abc7fe734df8dd82z\"", "found 'z' at position 41")]
    [TestCase("\"vitalik.eth\"", "found no 0x")]
    public void Malformed_JSON(string json, string reason) =>
        Assert.That(() => JsonSerializer.Deserialize<Address>(json), Throws.TypeOf<JsonException>().With.Message.Contains(reason));
}
