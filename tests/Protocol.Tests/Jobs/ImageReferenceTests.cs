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
    [TestCase("Registry.example/Train:V1", "write Registry.example/train:V1")]
    [TestCase("localhost:65536/a", "invalid port '65536'; write a port from 1 to 65535")]
    [TestCase("localhost:99999/a", "write a port from 1 to 65535")]
    [TestCase("localhost:0/a", "invalid port '0'")]
    [TestCase("localhost:080/a", "invalid port '080'")]
    [TestCase("localhost:/a", "invalid registry")]
    [TestCase("a..b/c", "invalid registry")]
    [TestCase(".example/c", "invalid registry")]
    [TestCase("example./c", "invalid registry")]
    [TestCase("a.-b/c", "invalid registry")]
    [TestCase("Busybox", "write busybox")]
    [TestCase("a/b:-t", "invalid tag '-t'")]
    [TestCase("a/b@", "digest that")]
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
    public void What_ends_at_its_limit_is_taken_and_one_more_is_not()
    {
        Assert.That(ImageReference.TryParse("localhost:65535/a", out _), Is.True);
        Assert.That(ImageReference.TryParse("localhost:1/a", out _), Is.True);
        Assert.That(ImageReference.TryParse("a:" + new string('t', 128), out _), Is.True);
        Assert.That(ImageReference.TryParse("a:" + new string('t', 129), out _), Is.False);
        Assert.That(ImageReference.TryParse(new string('l', 63) + ".example/a", out _), Is.True);
        Assert.That(ImageReference.TryParse(new string('l', 64) + ".example/a", out _), Is.False);
    }

    [Test]
    public void A_name_that_no_engine_takes_is_refused()
    {
        Assert.That(ImageReference.TryParse("r.example/" + new string('a', 245), out _), Is.True);
        Assert.That(ImageReference.TryParse("r.example/" + new string('a', 246), out _), Is.False);
    }
}
