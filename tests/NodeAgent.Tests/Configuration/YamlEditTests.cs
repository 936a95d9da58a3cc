using DePin.NodeAgent.Configuration;

namespace DePin.NodeAgent.Tests.Configuration;

public sealed class YamlEditTests
{
    [TestCase("", "a", "1", "a: 1\n")]
    [TestCase("# mine\n", "a.b.c", "x", "# mine\na:\n  b:\n    c: x\n")]
    [TestCase("a: 1 # one\nb: 2\n", "a", "3", "a: 3 # one\nb: 2\n")]
    [TestCase("a: \"x y\" # q\n", "a", "\"z\"", "a: \"z\" # q\n")]
    [TestCase("a: 'it''s'\n", "a", "b", null, Description = "an escaped single quote ends the search early, and nothing is written")]
    [TestCase("a: \"x\\\"y\"\n", "a", "z", "a: z\n")]
    [TestCase("a:\n    # first\n    b: 1\n", "a.c", "2", "a:\n    # first\n    c: 2\n    b: 1\n")]
    [TestCase("a: { b: 1 }\n", "a.c", "2", "a: { c: 2, b: 1 }\n")]
    [TestCase("a: {}\n", "a.c", "2", "a: { c: 2 }\n")]
    [TestCase("a: { b: { c: 1, d: 2 } } # x\n", "a.b.d", "3", "a: { b: { c: 1, d: 3 } } # x\n")]
    [TestCase("a: { b: 1 }\n", "a.r.m", "2", "a: { r: { m: 2 }, b: 1 }\n")]
    [TestCase("a: 1", "b", "2", "a: 1\nb: 2\n")]
    [TestCase("{ \"a\": 1 }\n", "b", "2", "{ b: 2, \"a\": 1 }\n")]
    [TestCase("a: [1, 2]\n", "a", "3", null, Description = "a list is not replaced")]
    [TestCase("a: 1\n", "a.b", "3", null, Description = "a value is not made a block")]
    [TestCase("a: {\n", "b", "3", null, Description = "what cannot be read is not edited")]
    public void A_key_is_set_and_everything_else_stays(string text, string key, string value, string? expected) =>
        Assert.That(YamlEdit.Set(text, key, value), Is.EqualTo(expected));

    [Test, CancelAfter(30_000)]
    public async Task A_file_is_put_in_place_whole_with_its_mode_and_left_alone_when_nothing_changed(CancellationToken token)
    {
        using TemporaryDirectory directory = new();
        string path = directory["etc/node.yaml"];
        ConfigurationText text = ConfigurationText.Open(path);
        text.SetText("scheduler.url", "https://a.example/\u00e9");
        text.Set("offer.maxJobs", "2");
        await text.SaveAsync(token);

        Assert.That(File.ReadAllText(path), Is.EqualTo("scheduler:\n  url: \"https://a.example/\\u00E9\"\noffer:\n  maxJobs: 2\n"));
        Assert.That(Convert.ToString((int)File.GetUnixFileMode(path), 8), Is.EqualTo("640"));
        Assert.That(Directory.GetFiles(directory["etc"]), Has.Length.EqualTo(1));

        File.SetUnixFileMode(path, UnixFileMode.UserRead);
        ConfigurationText same = ConfigurationText.Open(path);
        same.Set("offer.maxJobs", "2");
        await same.SaveAsync(token);
        Assert.That(File.GetUnixFileMode(path), Is.EqualTo(UnixFileMode.UserRead), "not written again");
        Assert.That(() => same.Set("offer", "2"), Throws.TypeOf<IOException>().With.Message.Contains("write it yourself"));
    }
}
