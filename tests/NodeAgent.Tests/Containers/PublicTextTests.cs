using DePin.NodeAgent.Containers;

namespace DePin.NodeAgent.Tests.Containers;

/// <summary>Words of real engines, and what is left of them for others.</summary>
public sealed class PublicTextTests
{
    private const string Id = "2c9c56ba1ed4ee18e598c5ac690b58fd10b0ad678dc82c30e5f26fccbf64a9ba";

    [TestCase(
        $"lstat /var/lib/docker/overlay2/{Id}/merged/afile/x: not a directory",
        ExpectedResult = "lstat /afile/x: not a directory")]
    [TestCase(
        $"lstat /var/lib/docker/overlay2/{Id}/merged/other: not a directory",
        ExpectedResult = "lstat (a path of the node): not a directory")]
    [TestCase("exec: \"/bin/run\": permission denied: unknown", ExpectedResult = "exec: \"/bin/run\": permission denied: unknown")]
    [TestCase(
        "mount tmpfs:/afile/x (via /proc/self/fd/6), flags: 0xe: not a directory",
        ExpectedResult = "mount tmpfs:/afile/x (via (a path of the node)), flags: 0xe: not a directory")]
    [TestCase(
        $"cannot join network of a non running container: {Id}",
        ExpectedResult = "cannot join network of a non running container: (an id of the node)")]
    [TestCase("container 1ae0c659ac8e is not running", ExpectedResult = "container (an id of the node) is not running")]
    [TestCase("Get \"https://registry.test/v2/\": no such host", ExpectedResult = "Get \"https://registry.test/v2/\": no such host")]
    [TestCase($"manifest for depin/x@sha256:{Id} not found", ExpectedResult = $"manifest for depin/x@sha256:{Id} not found")]
    [TestCase(
        "lowerdir=/var/lib/docker/l/A:/var/lib/docker/l/B,upperdir=/mnt/d: too long",
        ExpectedResult = "lowerdir=(a path of the node): too long")]
    [TestCase("Range of CPUs is from 0.01 to 2.00", ExpectedResult = "Range of CPUs is from 0.01 to 2.00")]
    public string Paths_and_ids_of_the_machine_are_left_out(string text) => PublicText.Of(text, ["/bin/run", "/afile/x"]);

    [Test]
    public void A_job_that_names_a_directory_of_the_machine_is_not_told_what_is_in_it() => Assert.That(
        PublicText.Of($"open /var/lib/docker/overlay2/{Id}/diff/x: denied", ["/var/lib/docker", "/var/lib/docker/overlay2/"]),
        Is.EqualTo("open (a path of the node): denied"));

    [Test]
    public void The_owner_is_told_all_and_others_what_is_public()
    {
        var incident = new NodeAgent.Attempts.Incident.HostRefused("mkdir /var/lib/docker/x: no space left on device");

        Assert.That(incident.Public, Is.EqualTo("mkdir (a path of the node): no space left on device"));
        Assert.That(
            NodeAgent.Attempts.VerdictTable.NeverRan(null, incident).Reason,
            Is.EqualTo("This machine cannot run the container: mkdir (a path of the node): no space left on device"));
        var conclusion = DePin.NodeAgent.Tests.Attempts.AttemptFixture.Concluding with { Incident = incident };
        Assert.That(conclusion.OwnersReason, Does.EndWith("[mkdir /var/lib/docker/x: no space left on device]"));
    }
}
