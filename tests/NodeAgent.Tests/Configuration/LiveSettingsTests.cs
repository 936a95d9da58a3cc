using System.Runtime.CompilerServices;
using System.Text;
using DePin.NodeAgent.Configuration;

namespace DePin.NodeAgent.Tests.Configuration;

public sealed class LiveSettingsTests
{
    private const string Least = """
        scheduler: { url: "https://a.example" }
        beneficiary: 0x00000000000000000000000000000000000000bb
        """;

    [Test]
    public void What_may_hold_at_once_holds_and_the_rest_is_named_until_the_restart()
    {
        LiveSettings settings = new((NodeOptionsResult.Valid)Read(Least));
        string changed = Least.Replace("a.example", "b.example", StringComparison.Ordinal)
            + "\noffer: { maxJobs: 3 }\ncontainers: { maxImage: 1GiB, sandboxes: 5 }\nlogLevel: debug\n";

        ReloadReport first = settings.Adopt(Read(changed));

        Assert.That(first.Adopted, Is.EquivalentTo(new[] { "offer.maxJobs", "containers.maxImage", "logLevel" }));
        Assert.That(first.NeedRestart, Is.EquivalentTo(new[] { "scheduler.url", "containers.sandboxes" }));
        Assert.That(settings.Options.Offer.MaxJobs, Is.EqualTo(3));
        Assert.That(settings.Options.Containers, Has.Property("MaxImageBytes").EqualTo(1L << 30).And.Property("Sandboxes").EqualTo(2));
        Assert.That(settings.Options.Scheduler.Url.Host, Is.EqualTo("a.example"));

        ReloadReport again = settings.Adopt(Read(changed));
        Assert.That(again.Adopted, Is.Empty);
        Assert.That(again.NeedRestart, Is.EquivalentTo(first.NeedRestart), "they still do not hold");
        Assert.That(settings.Adopt(Read(Least)), Has.Property("NeedRestart").Empty.And.Property("Adopted").Count.EqualTo(3));
    }

    [Test]
    public void A_configuration_with_mistakes_changes_nothing()
    {
        LiveSettings settings = new((NodeOptionsResult.Valid)Read(Least));

        ReloadReport report = settings.Adopt(Read(Least + "\noffer: { maxJobs: 3 }\nlogLevel: loud"));

        Assert.That(report.Errors.Single().Key, Is.EqualTo("logLevel"));
        Assert.That(settings.Options.Offer.MaxJobs, Is.EqualTo(new OfferOptions().MaxJobs));
    }

    [Test]
    public void Every_key_comes_from_where_it_was_written()
    {
        var valid = (NodeOptionsResult.Valid)NodeOptionsReader.Read(
            Encoding.UTF8.GetBytes(Least), "node.yaml", new Dictionary<string, string> { ["DEPIN_NODE_OFFER_RESERVE_MEMORY"] = "2GiB" });
        Dictionary<string, EffectiveValue> values = valid.Values.ToDictionary(value => value.Key);

        Assert.That(values["scheduler.url"].Text, Is.EqualTo("\"https://a.example/\""));
        Assert.That(values["scheduler.url"].From, Is.EqualTo("node.yaml:1"));
        Assert.That(
            values["offer.reserve.memory"],
            Has.Property("Text").EqualTo("\"2GiB\"").And.Property("From").EqualTo("DEPIN_NODE_OFFER_RESERVE_MEMORY"));
        Assert.That(values["offer.maxJobs"], Has.Property("Text").EqualTo("8").And.Property("From").EqualTo("default"));
        Assert.That(values["containers.imageCache"].Value, Is.Null);
        Assert.That(values["key.file"].Text, Is.EqualTo("\"/var/lib/depin-node/key.json\""), "what follows from other keys");
        Assert.That(values["key.passwordCredential"].Text, Is.EqualTo("\"depin-node-key\""));
    }

    [Test]
    public void The_owners_page_says_of_every_key_when_it_holds()
    {
        string[] lines = [.. File.ReadAllLines(OwnersPage())
            .SkipWhile(line => line != "| key | holds |").TakeWhile(line => line.StartsWith('|'))];
        foreach (EffectiveValue value in ((NodeOptionsResult.Valid)Read(Least)).Values)
        {
            string line = lines.SingleOrDefault(line => line.StartsWith("| `", StringComparison.Ordinal)
                && line.Contains($"`{value.Key}`", StringComparison.Ordinal)) ?? throw new AssertionException($"{value.Key} is not there");
            Assert.That(line.Contains("at once", StringComparison.Ordinal), Is.EqualTo(LiveSettings.HoldsAtOnce(value.Key)), value.Key);
        }
    }

    private static string OwnersPage([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "owner.md"));

    private static NodeOptionsResult Read(string yaml) =>
        NodeOptionsReader.Read(Encoding.UTF8.GetBytes(yaml), "node.yaml", new Dictionary<string, string>());
}
