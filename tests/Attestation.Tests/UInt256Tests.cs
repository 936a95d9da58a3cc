using System.Numerics;
using System.Text.Json;

namespace DePin.Attestation.Tests;

[TestFixture]
public sealed class UInt256Tests
{
    private const string Max = "115792089237316195423570985008687907853269984665640564039457584007913129639935";

    [TestCase("0")]
    [TestCase("1")]
    [TestCase("18446744073709551616")]
    [TestCase("340282366920938463463374607431768211455")]
    [TestCase("340282366920938463463374607431768211456")]
    [TestCase(Max)]
    public void Text_and_JSON_forms_read_back(string text)
    {
        UInt256 value = UInt256.Parse(text);
        Assert.That(value.ToString(), Is.EqualTo(text));
        Assert.That(value.ToBigInteger(), Is.EqualTo(BigInteger.Parse(text)));
        Assert.That(JsonSerializer.Serialize(value), Is.EqualTo($"\"{text}\""));
        Assert.That(JsonSerializer.Deserialize<UInt256>($"\"{text}\""), Is.EqualTo(value));
    }

    [TestCase("")]
    [TestCase("00")]
    [TestCase("01")]
    [TestCase("-1")]
    [TestCase("+1")]
    [TestCase("1.0")]
    [TestCase("1e3")]
    [TestCase("0x1")]
    [TestCase(" 1")]
    [TestCase("1 ")]
    [TestCase("1_000")]
    [TestCase("１")]
    [TestCase("115792089237316195423570985008687907853269984665640564039457584007913129639936", TestName = "Two_to_the_256")]
    [TestCase("999999999999999999999999999999999999999999999999999999999999999999999999999999", TestName = "Seventy_eight_nines")]
    [TestCase("1157920892373161954235709850086879078532699846656405640394575840079131296399350", TestName = "Seventy_nine_digits")]
    public void Malformed(string text)
    {
        Assert.That(UInt256.TryParse(text, null, out _), Is.False);
        Assert.That(() => UInt256.Parse(text), Throws.TypeOf<FormatException>().With.Message.Contains("expected decimal digits"));
    }

    [Test]
    public void Orders_as_numbers_do()
    {
        Random random = Seeded.Random();
        for (int i = 0; i < 200; i++)
        {
            BigInteger left = new(random.NextBytes(random.Next(1, 33)), isUnsigned: true);
            BigInteger right = new(random.NextBytes(random.Next(1, 33)), isUnsigned: true);
            Assert.That(new UInt256(left) < new UInt256(right), Is.EqualTo(left < right));
            Assert.That(new UInt256(left) >= new UInt256(right), Is.EqualTo(left >= right));
        }
    }

    [Test]
    public void Numbers_outside_the_range_are_refused()
    {
        Assert.That(() => new UInt256(BigInteger.MinusOne), Throws.TypeOf<OverflowException>());
        Assert.That(() => new UInt256(BigInteger.One << 256), Throws.TypeOf<OverflowException>());
    }
}
