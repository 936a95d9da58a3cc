using DePin.Protocol.Jobs;

namespace DePin.Protocol.Tests.Jobs;

public sealed class ImageReferenceTests
{
    private const string Digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [TestCase("busybox", "docker.io/library/busybox:latest")]
    [TestCase("user/app:1.0", "docker.io/user/app:1.0")]
    [TestCase("localhost/app", "localhost/app:latest")]
    [TestCase("localhost:5000/a/b:v1", "localhost:5000/a/b:v1")]
    [TestCase("registry.example/train@" + Digest, "registry.example/train@" + Digest)]
    [TestCase("registry.example/train:1@" + Digest, "registry.example/train:1@" + Digest)]
    public void A_short_name_is_completed_as_docker_does(string text, string complete)
    {
        var image = ImageReference.Parse(text);
        Assert.That(image.ToString(), Is.EqualTo(complete));
        Assert.That(ImageReference.Parse(complete), Is.EqualTo(image));
    }

    [Test]
    public void A_tag_is_pinned_to_the_digest_it_was_resolved_to()
    {
        ImageReference pinned = ImageReference.Parse("localhost:5000/train:1").WithDigest(ContentHash.Parse(Digest));
        Assert.That(pinned.ToString(), Is.EqualTo("localhost:5000/train:1@" + Digest));
        Assert.That(pinned.Name, Is.EqualTo("localhost:5000/train"));
    }

    [TestCase("", "is empty")]
    [TestCase("https://registry.example/train", "is a URL")]
    [TestCase("Registry.example/Train", "write it in lower case: train")]
    [TestCase("app:", "invalid tag ''")]
    [TestCase("app:a b", "invalid tag")]
    [TestCase("app@sha256:12", "has 2 digits instead of 64")]
    [TestCase("app@md5:12", "does not start with sha256:")]
    [TestCase("a//b", "invalid repository")]
    [TestCase("-bad.example/a", "invalid registry")]
    [TestCase("app\n", "invalid repository")]
    public void A_reference_that_is_refused_says_why(string text, string fragment) =>
        Assert.That(() => ImageReference.Parse(text), Throws.TypeOf<FormatException>().With.Message.Contains(fragment));

    [Test]
    public void A_name_that_no_engine_takes_is_refused()
    {
        Assert.That(ImageReference.TryParse("r.example/" + new string('a', 245), out _), Is.True);
        Assert.That(ImageReference.TryParse("r.example/" + new string('a', 246), out _), Is.False);
    }
}
