using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Containers;
using DePin.Protocol.Jobs;
using static DePin.NodeAgent.Tests.Attempts.AttemptFixture;

namespace DePin.NodeAgent.Tests.Attempts;

/// <summary>What is put into a container for its outputs: a directory, or room for a file.</summary>
public sealed class JobContainerTests
{
    [TestCase("/outputs", "/outputs", false)]
    [TestCase("/train/results", "/train/results", false)]
    [TestCase("/train/.hidden.d/x", "/train/.hidden.d/x", false)]
    [TestCase("/.results", "/.results", false)]
    [TestCase("/train/model.bin", "/train", true)]
    [TestCase("/a/b/metrics.json", "/a/b", true)]
    public void An_output_is_a_directory_and_with_an_extension_a_file_in_one(string output, string directory, bool onlyIfMissing) =>
        Assert.That(
            Entries(Lease().Spec with { Outputs = [ContainerPath.Parse(output)] }),
            Is.EqualTo(new PlacedEntry[] { new PlacedEntry.OpenDirectory(directory, onlyIfMissing) }));

    [Test]
    public void Nothing_is_made_for_a_file_in_the_root() =>
        Assert.That(Entries(Lease().Spec with { Outputs = [ContainerPath.Parse("/model.bin")] }), Is.Empty);

    [Test]
    public void A_checkpoint_is_a_directory_whatever_its_name_looks_like() =>
        Assert.That(
            Entries(Lease().Spec with { Outputs = [], Checkpoint = new CheckpointPolicy { Path = ContainerPath.Parse("/ck.d") } }),
            Is.EqualTo(new PlacedEntry[] { new PlacedEntry.OpenDirectory("/ck.d") }));

    private static IReadOnlyList<PlacedEntry> Entries(JobSpec spec) => JobContainer.Entries(
        spec with { Resources = spec.Resources with { Disk = ByteSize.FromMebibytes(1) } }, null, _ => "");
}
