using System.Globalization;
using System.Text;
using System.Text.Json;
using DePin.Attestation.Json;

namespace DePin.Attestation.Tests.Json;

[TestFixture]
public sealed class CanonicalNumberTests
{
    /// <summary>RFC 8785, appendix B: the bits of a double and its text.</summary>
    [TestCase("0000000000000000", "0")]
    [TestCase("8000000000000000", "0")]
    [TestCase("0000000000000001", "5e-324")]
    [TestCase("8000000000000001", "-5e-324")]
    [TestCase("7fefffffffffffff", "1.7976931348623157e+308")]
    [TestCase("ffefffffffffffff", "-1.7976931348623157e+308")]
    [TestCase("4340000000000000", "9007199254740992")]
    [TestCase("c340000000000000", "-9007199254740992")]
    [TestCase("4430000000000000", "295147905179352830000")]
    [TestCase("44b52d02c7e14af5", "9.999999999999997e+22")]
    [TestCase("44b52d02c7e14af6", "1e+23")]
    [TestCase("44b52d02c7e14af7", "1.0000000000000001e+23")]
    [TestCase("444b1ae4d6e2ef4e", "999999999999999700000")]
    [TestCase("444b1ae4d6e2ef4f", "999999999999999900000")]
    [TestCase("444b1ae4d6e2ef50", "1e+21")]
    [TestCase("3eb0c6f7a0b5ed8c", "9.999999999999997e-7")]
    [TestCase("3eb0c6f7a0b5ed8d", "0.000001")]
    [TestCase("41b3de4355555553", "333333333.3333332")]
    [TestCase("41b3de4355555554", "333333333.33333325")]
    [TestCase("41b3de4355555555", "333333333.3333333")]
    [TestCase("41b3de4355555556", "333333333.3333334")]
    [TestCase("41b3de4355555557", "333333333.33333343")]
    [TestCase("becbf647612f3696", "-0.0000033333333333333333")]
    [TestCase("43143ff3c1cb0959", "1424953923781206.2")]
    public void Published_doubles(string bits, string text)
    {
        double value = BitConverter.UInt64BitsToDouble(ulong.Parse(bits, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        // A fraction or an exponent, so that the literal is not taken for an integer that must be exact.
        Assert.That(Format(value.ToString("E17", CultureInfo.InvariantCulture)), Is.EqualTo(text));
        Assert.That(Format(text), Is.EqualTo(text), "a canonical number is its own canonical form");
    }

    [TestCase("0", "0")]
    [TestCase("-0", "0")]
    [TestCase("-0.0e5", "0")]
    [TestCase("1.0", "1")]
    [TestCase("4.50", "4.5")]
    [TestCase("2e-3", "0.002")]
    [TestCase("0.000000000000000000000000001", "1e-27")]
    [TestCase("1E30", "1e+30")]
    [TestCase("333333333.33333329", "333333333.3333333")]
    [TestCase("100", "100")]
    [TestCase("-1200", "-1200")]
    [TestCase("1e-400", "0")]
    [TestCase("9007199254740991", "9007199254740991")]
    [TestCase("9007199254740994", "9007199254740994")]
    [TestCase("1000000000000000000000", "1e+21")]
    public void Literals(string literal, string text) => Assert.That(Format(literal), Is.EqualTo(text));

    [TestCase("9007199254740993", "is not one that a double holds")]
    [TestCase("-9007199254740993", "is not one that a double holds")]
    [TestCase("18446744073709551615", "is not one that a double holds")]
    [TestCase("1234567890123456789012345", "is not one that a double holds")]
    [TestCase("1e309", "is out of a double's range")]
    [TestCase("-1e309", "is out of a double's range")]
    public void Refused(string literal, string reason) =>
        Assert.That(() => Format(literal), Throws.TypeOf<JsonException>().With.Message.Contains($"'{literal}' {reason}"));

    [Test]
    public void Random_doubles_read_back_and_are_stable()
    {
        Random random = Seeded.Random();
        for (int i = 0; i < 20_000; i++)
        {
            double value = BitConverter.UInt64BitsToDouble(random.NextUInt64());
            if (!double.IsFinite(value))
            {
                continue;
            }

            string text = Format(value.ToString("E17", CultureInfo.InvariantCulture));
            Assert.That(double.Parse(text, CultureInfo.InvariantCulture), Is.EqualTo(value));
            Assert.That(Format(text), Is.EqualTo(text));
        }
    }

    private static string Format(string literal) => CanonicalNumber.Format(Encoding.ASCII.GetBytes(literal));
}
