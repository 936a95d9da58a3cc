using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using DePin.Attestation.Json;

namespace DePin.Attestation.Tests.Json;

[TestFixture]
public sealed partial class CanonicalJsonTests
{
    /// <summary>RFC 8785 §3.2.2.</summary>
    [Test]
    public void Published_example_of_literals_and_strings()
    {
        const string Input = """
            {
              "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
              "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
              "literals": [null, true, false]
            }
            """;
        const string Expected = """
            {"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}
            """;
        Assert.That(Canonical(Input), Is.EqualTo(Expected));
    }

    /// <summary>RFC 8785 §3.2.3: by UTF-16 code units, so that an emoji (a surrogate pair) comes before U+FB33.</summary>
    [Test]
    public void Published_example_of_sorting()
    {
        const string Input = """
            {"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One",
             "\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}
            """;
        string[] sorted = [.. JsonNode.Parse(Canonical(Input))!.AsObject().Select(member => member.Value!.GetValue<string>())];
        Assert.That(
            sorted,
            Is.EqualTo(new[]
            {
                "Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis", "Euro Sign", "Emoji: Grinning Face",
                "Hebrew Letter Dalet With Dagesh",
            }));
    }

    [TestCase("{}", "{}")]
    [TestCase(" [ ] ", "[]")]
    [TestCase("\"\"", "\"\"")]
    [TestCase("null", "null")]
    [TestCase("{\"a\":{\"c\":1,\"b\":[2,{}]},\"A\":0,\"aa\":3,\"\":4}", "{\"\":4,\"A\":0,\"a\":{\"b\":[2,{}],\"c\":1},\"aa\":3}")]
    [TestCase("\"\\u0000\\b\\t\\n\\f\\r\\u001f\\u007f\"", "\"\\u0000\\b\\t\\n\\f\\r\\u001f\u007f\"")]
    [TestCase("\"\\u003cscript\\u003e \\u2028 \\ud83d\\ude00\"", "\"<script> \u2028 😀\"")]
    public void Forms(string input, string expected) => Assert.That(Canonical(input), Is.EqualTo(expected));

    [TestCase("", "input does not contain any JSON tokens")]
    [TestCase("   ", "input does not contain any JSON tokens")]
    [TestCase("{", "Expected depth to be zero")]
    [TestCase("[1,2", "Expected a delimiter")]
    [TestCase("{\"a\":1", "Expected a delimiter")]
    [TestCase("{\"a\":1,}", "trailing comma")]
    [TestCase("[1,]", "trailing comma")]
    [TestCase("{\"a\":1,\"a\":2}", "member 'a' is there twice")]
    [TestCase("{\"b\":{\"a\":1,\"\\u0061\":2}}", "member 'a' is there twice")]
    [TestCase("{} {}", "is invalid after a single JSON value")]
    [TestCase("1 2", "is invalid after a single JSON value")]
    [TestCase("{a:1}", "invalid start of a property name")]
    [TestCase("{1:1}", "invalid start of a property name")]
    [TestCase("{'a':1}", "invalid start of a property name")]
    [TestCase("['a']", "invalid start of a value")]
    [TestCase("[NaN]", "invalid start of a value")]
    [TestCase("[Infinity]", "invalid start of a value")]
    [TestCase("[-Infinity]", "invalid")]
    [TestCase("[01]", "Invalid leading zero")]
    [TestCase("[+1]", "invalid start of a value")]
    [TestCase("[.5]", "invalid start of a value")]
    [TestCase("[1.]", "invalid")]
    [TestCase("[1e]", "invalid")]
    [TestCase("[0x10]", "invalid")]
    [TestCase("[tru]", "invalid")]
    [TestCase("[1] // end", "invalid")]
    [TestCase("/* start */ 1", "invalid")]
    [TestCase("\"a", "Expected end of string")]
    [TestCase("\"a\nb\"", "invalid within a JSON string")]
    [TestCase("\"\\x41\"", "invalid escapable character")]
    [TestCase("\"\\u12\"", "not a hex digit")]
    [TestCase("\"\\ud800\"", "not Unicode")]
    [TestCase("\"\\ud800x\"", "not Unicode")]
    [TestCase("\"\\udc00\\ud800\"", "not Unicode")]
    [TestCase("{\"\\ud800\":1}", "not Unicode")]
    [TestCase("[1e400]", "out of a double's range")]
    [TestCase("[9007199254740993]", "is not one that a double holds")]
    public void Malformed(string input, string reason) =>
        Assert.That(() => Canonical(input), Throws.InstanceOf<JsonException>().With.Message.Contains(reason));

    [TestCase(new byte[] { 0x22, 0xc0, 0xaf, 0x22 }, TestName = "Overlong_UTF8_is_refused")]
    [TestCase(new byte[] { 0x22, 0xff, 0x22 }, TestName = "Byte_255_is_refused")]
    [TestCase(new byte[] { 0x22, 0xed, 0xa0, 0x80, 0x22 }, TestName = "Surrogate_in_UTF8_is_refused")]
    [TestCase(new byte[] { 0xef, 0xbb, 0xbf, 0x31 }, TestName = "Byte_order_mark_is_refused")]
    public void Malformed_bytes(byte[] input) => Assert.That(() => CanonicalJson.Canonicalize(input), Throws.InstanceOf<JsonException>());

    [Test]
    public void Nesting_is_bounded()
    {
        string deepest = new string('[', CanonicalJson.MaxDepth) + new string(']', CanonicalJson.MaxDepth);
        Assert.That(Canonical(deepest), Is.EqualTo(deepest));
        Assert.That(() => Canonical($"[{deepest}]"), Throws.InstanceOf<JsonException>().With.Message.Contains("maximum configured depth"));
        Assert.That(() => Canonical(new string('[', 1_000_000)), Throws.InstanceOf<JsonException>());
    }

    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    [TestCase(double.NegativeInfinity)]
    public void Values_that_JSON_does_not_have_are_refused(double number) =>
        Assert.That(
            () => CanonicalJson.Serialize(new Sheet("x", number, 0), SheetJson.Default.Sheet),
            Throws.TypeOf<JsonException>().With.Message.Contains("cannot be written as canonical JSON"));

    [TestCase(0xd800)]
    [TestCase(0xdc00)]
    public void Lone_surrogate_of_a_value_is_refused_and_never_replaced(int surrogate)
    {
        string text = $"a{(char)surrogate}b";
        Assert.That(
            () => CanonicalJson.Serialize(new Sheet(text, 1, 0), SheetJson.Default.Sheet),
            Throws.TypeOf<JsonException>().With.Message.Contains("cannot be written as canonical JSON"));
    }

    [Test]
    public void Integer_of_a_value_that_a_double_rounds_is_refused() =>
        Assert.That(
            () => CanonicalJson.Serialize(new Sheet("x", 1, long.MaxValue), SheetJson.Default.Sheet),
            Throws.TypeOf<JsonException>().With.Message.Contains("'9223372036854775807' is not one that a double holds"));

    [Test]
    public void Value_is_serialised_sorted_and_hashed()
    {
        Sheet sheet = new("é<", 1e21, -7);
        byte[] expected = """{"count":-7,"name":"é<","ratio":1e+21}"""u8.ToArray();
        Assert.That(CanonicalJson.Serialize(sheet, SheetJson.Default.Sheet), Is.EqualTo(expected));
        Assert.That(CanonicalJson.Digest(sheet, SheetJson.Default.Sheet), Is.EqualTo(Hash32.Sha256(expected)));
    }

    [Test]
    public void Order_and_layout_do_not_matter_and_canonical_form_is_stable()
    {
        Random random = Seeded.Random();
        for (int i = 0; i < 200; i++)
        {
            JsonNode? value = RandomJson.Next(random, depth: 4);
            string canonical = Canonical(RandomJson.Write(value, random));
            Assert.That(Canonical(RandomJson.Write(value, random)), Is.EqualTo(canonical));
            Assert.That(Canonical(canonical), Is.EqualTo(canonical));
            Assert.That(JsonNode.DeepEquals(JsonNode.Parse(canonical), value), Is.True, canonical);
        }
    }

    private static string Canonical(string json) => Encoding.UTF8.GetString(CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(json)));

    internal sealed record Sheet(string Name, double Ratio, long Count);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Sheet))]
    internal sealed partial class SheetJson : JsonSerializerContext;
}
