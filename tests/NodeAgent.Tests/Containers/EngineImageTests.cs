using DePin.NodeAgent.Containers;

namespace DePin.NodeAgent.Tests.Containers;

public sealed class EngineImageTests
{
    private const string Digest = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    [TestCase("busybox", "docker.io/library/busybox:latest")]
    [TestCase("busybox:1.36", "docker.io/library/busybox:1.36")]
    [TestCase("ubuntu/nginx", "docker.io/ubuntu/nginx:latest")]
    [TestCase("127.0.0.1:5055/train:v1", "127.0.0.1:5055/train:v1")]
    [TestCase("localhost/train", "localhost/train:latest")]
    [TestCase("registry.example/a/b/c__d@" + Digest, "registry.example/a/b/c__d@" + Digest)]
    [TestCase("registry.example/a:tag@" + Digest, "registry.example/a@" + Digest, Description = "a digest makes the tag meaningless")]
    public void Reference_is_written_in_full(string text, string full)
    {
        Assert.That(EngineImage.Parse(text).ToString(), Is.EqualTo(full));
    }

    [Test]
    public void Digest_survives_the_way_through_text()
    {
        EngineImage reference = EngineImage.Parse("r.example/a@" + Digest);

        Assert.That(reference.Tag, Is.Null);
        Assert.That(reference.TagOrDigest, Is.EqualTo(Digest));
    }
}
