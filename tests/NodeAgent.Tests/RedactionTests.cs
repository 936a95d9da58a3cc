namespace DePin.NodeAgent.Tests;

public sealed class RedactionTests
{
    [TestCase("https://me:pw@host/x", "https://[redacted]@host/x")]
    [TestCase("password: hunter2", "password: [redacted]")]
    [TestCase("\"password\":\"a b\",\"x\":1", "\"password\":[redacted],\"x\":1")]
    [TestCase("Authorization: Bearer abc.def", "Authorization: Bearer [redacted]")]
    [TestCase("DEPIN_TOKEN=abc rest", "DEPIN_TOKEN=[redacted] rest")]
    [TestCase("api-key=1 secret='x y' z", "api-key=[redacted] secret=[redacted] z")]
    [TestCase("key.passwordFile = \"/etc/depin/key-password\" (default)", "key.passwordFile = \"/etc/depin/key-password\" (default)")]
    [TestCase("an attempt of job 0x12 with exit code 3", "an attempt of job 0x12 with exit code 3")]
    [TestCase("0x00000000000000000000000000000000000000bb", "0x00000000000000000000000000000000000000bb")]
    public void What_opens_something_is_taken_out_and_nothing_else(string text, string expected) =>
        Assert.That(Redaction.Of(text), Is.EqualTo(expected));

    [Test]
    public void Of_thirty_two_bytes_only_the_beginning_is_left() => Assert.That(
        Redaction.Of($"key {new string('a', 64)}, id 0x{new string('b', 64)}."),
        Is.EqualTo("key aaaaaaaaaa…, id 0xbbbbbbbbbb…."));
}
