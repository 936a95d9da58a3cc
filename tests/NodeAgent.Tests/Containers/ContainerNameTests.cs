using DePin.Attestation;
using DePin.NodeAgent.Containers;
using DePin.Protocol;

namespace DePin.NodeAgent.Tests.Containers;

public sealed class ContainerNameTests
{
    private static readonly AttemptId Attempt = new(Hash32.Sha256("attempt"u8));

    [Test]
    public void Name_carries_attempt_and_epoch()
    {
        string text = ContainerName.Of(Attempt, 7).ToString();

        Assert.That(text, Is.EqualTo("depin-" + Attempt.ToString()[2..26] + "-7"));
        Assert.That(ContainerName.TryParse(text, out ContainerName parsed), Is.True);
        Assert.That(parsed, Is.EqualTo(ContainerName.Of(Attempt, 7)));
    }

    [TestCase("depin-0123456789abcdef01234567-", Description = "no epoch")]
    [TestCase("depin-0123456789abcdef01234567-01", Description = "two spellings of one epoch")]
    [TestCase("depin-0123456789abcdef01234567--1")]
    [TestCase("depin-0123456789ABCDEF01234567-1")]
    [TestCase("depin-0123456789abcdef0123456-1")]
    [TestCase("depin-spare-0123")]
    [TestCase("postgres")]
    [TestCase(null)]
    public void What_we_did_not_name_is_not_ours(string? text)
    {
        Assert.That(ContainerName.TryParse(text, out _), Is.False);
    }

    [Test]
    public void Negative_epoch_has_no_name()
    {
        Assert.That(() => ContainerName.Of(Attempt, -1), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}
