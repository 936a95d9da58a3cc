using DePin.NodeAgent.Containers;

namespace DePin.NodeAgent.Tests.Containers;

public sealed class ImageReferenceTests
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
        Assert.That(ImageReference.Parse(text).ToString(), Is.EqualTo(full));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("Upper/case")]
    [TestCase("a b")]
    [TestCase("a//b")]
    [TestCase("-a")]
    [TestCase("a:")]
    [TestCase("a:tag:tag")]
    [TestCase("a@sha256:123")]
    [TestCase("a@md5:d41d8cd98f00b204e9800998ecf8427e")]
    [TestCase("a@" + Digest + "0")]
    [TestCase("a\n")]
    [TestCase("../etc/passwd")]
    [TestCase("a?tag=b")]
    public void What_is_no_reference_is_refused(string? text)
    {
        Assert.That(ImageReference.TryParse(text, out _), Is.False);
    }

    [Test]
    public void Repository_longer_than_255_characters_is_refused()
    {
        Assert.That(ImageReference.TryParse("r.example/" + new string('a', 245), out _), Is.True);
        Assert.That(ImageReference.TryParse("r.example/" + new string('a', 246), out _), Is.False);
    }

    [Test]
    public void Digest_survives_the_way_through_text()
    {
        ImageReference reference = ImageReference.Parse("r.example/a@" + Digest);

        Assert.That(ImageReference.DigestText(reference.Digest!.Value), Is.EqualTo(Digest));
        Assert.That(reference.Tag, Is.Null);
        Assert.That(reference.TagOrDigest, Is.EqualTo(Digest));
    }
}
