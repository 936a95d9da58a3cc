using System.Net;
using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Containers.Images;

namespace DePin.NodeAgent.Tests.Containers;

public sealed class RegistryGuardTests
{
    private static readonly RegistryGuard _guard = new(["127.0.0.2", "10.0.0.7:5000"], TimeProvider.System);

    [TestCase("169.254.169.254", false)]
    [TestCase("127.0.0.1:5000", false)]
    [TestCase("10.0.0.7", false)]
    [TestCase("10.0.0.7:5001", false)]
    [TestCase("192.168.1.1:443", false)]
    [TestCase("172.31.255.1", false)]
    [TestCase("100.64.0.1", false)]
    [TestCase("127.1:80", false, TestName = "Loopback in short")]
    [TestCase("2130706433:80", false, TestName = "Loopback as one number")]
    [TestCase("[::1]:5000", false)]
    [TestCase("[::ffff:10.0.0.1]:5000", false)]
    [TestCase("localhost", false, TestName = "A name is what it stands for")]
    [TestCase("127.0.0.2", true)]
    [TestCase("127.0.0.2:5000", true, TestName = "A host is allowed with every port")]
    [TestCase("10.0.0.7:5000", true)]
    [TestCase("1.1.1.1", true)]
    [TestCase("nothing.invalid", true, TestName = "What stands for nothing is the engine's to say")]
    [CancelAfter(30_000)]
    public async Task Only_public_and_allowed_registries_are_asked(string registry, bool asked, CancellationToken token)
    {
        string? why = await _guard.WhyNotAsync(registry, token);

        Assert.That(why, asked ? Is.Null : Does.Contain(registry).And.Contain("containers.allowRegistries"));
    }

    [TestCase("fe80::1", ExpectedResult = true)]
    [TestCase("fc00::1", ExpectedResult = true)]
    [TestCase("::", ExpectedResult = true)]
    [TestCase("64:ff9b::a00:1", ExpectedResult = true)]
    [TestCase("2002:a00:1::", ExpectedResult = true)]
    [TestCase("2606:4700::1111", ExpectedResult = false)]
    [TestCase("255.255.255.255", ExpectedResult = true)]
    public bool Special_addresses_are_known(string address) => RegistryGuard.IsSpecial(IPAddress.Parse(address));

    [Test]
    public void A_submitter_reads_nothing_of_what_an_address_answered()
    {
        const string Answer = "the secret of 10.0.0.1:8500";
        PullOutcome[] outcomes =
        [
            new PullOutcome.NotFound(Answer), new PullOutcome.Denied(Answer), new PullOutcome.Forbidden(Answer),
            new PullOutcome.BadDigest(Answer),
            new PullOutcome.WrongPlatform(Answer), new PullOutcome.Unreachable(Answer), new PullOutcome.DiskFull(Answer),
            new PullOutcome.Failed(Answer),
        ];

        foreach (Incident incident in outcomes.Select(Incidents.Of))
        {
            Assert.That(VerdictTable.Of(incident).Reason, Does.Not.Contain("10.0.0.1").And.Not.Contain("secret"));
            Assert.That(incident.Detail, Is.EqualTo(Answer), "the owner reads it");
        }
    }
}
