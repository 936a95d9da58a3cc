using DePin.NodeAgent.Configuration;

namespace DePin.NodeAgent.Tests.Configuration;

public sealed class ConfigurationFileTests
{
    private static readonly Dictionary<string, string> _nothing = [];

    [Test]
    public void The_command_line_wins_over_the_variable_and_that_over_the_usual_place()
    {
        Dictionary<string, string> environment = new() { ["DEPIN_NODE_CONFIG"] = "/b.yaml" };
        Assert.That(ConfigurationFile.Find("/a.yaml", environment), Is.EqualTo(new ConfigurationFile("/a.yaml", Chosen: true)));
        Assert.That(ConfigurationFile.Find(null, environment), Is.EqualTo(new ConfigurationFile("/b.yaml", Chosen: true)));
        Assert.That(ConfigurationFile.Find(null, _nothing), Is.EqualTo(new ConfigurationFile("/etc/depin/node.yaml", Chosen: false)));
    }

    [Test]
    public void A_file_that_was_named_must_be_there()
    {
        NodeOptionsResult result = new ConfigurationFile("/nonexistent/node.yaml", Chosen: true).Read(_nothing);
        ConfigurationError error = ((NodeOptionsResult.Invalid)result).Errors.Single();
        Assert.That(error.Place, Is.EqualTo("/nonexistent/node.yaml"));
        Assert.That(error.Message, Does.Contain("cannot be read"));
    }

    [Test]
    public void An_absent_usual_file_is_an_empty_one()
    {
        NodeOptionsResult result = new ConfigurationFile("/nonexistent/node.yaml", Chosen: false).Read(_nothing);
        IEnumerable<string> keys = ((NodeOptionsResult.Invalid)result).Errors.Select(error => error.Key);
        Assert.That(keys, Is.EquivalentTo(new[] { "scheduler", "beneficiary" }));
    }

    [Test]
    public void An_endless_file_is_refused_by_its_length()
    {
        NodeOptionsResult result = new ConfigurationFile("/dev/zero", Chosen: true).Read(_nothing);
        Assert.That(((NodeOptionsResult.Invalid)result).Errors.Single().Message, Does.Contain("bytes"));
    }

    [Test]
    public void Require_throws_with_every_error_on_its_own_line() =>
        Assert.That(
            () => new ConfigurationFile("/nonexistent/node.yaml", Chosen: false).Require(_nothing),
            Throws.TypeOf<ConfigurationException>().With.Message.Matches("scheduler is missing.*\n.*beneficiary is missing"));
}
