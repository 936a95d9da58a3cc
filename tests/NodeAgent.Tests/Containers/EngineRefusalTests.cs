using System.Net;
using DePin.NodeAgent.Containers;

namespace DePin.NodeAgent.Tests.Containers;

/// <summary>Words of real engines, and the same words in the mouth of a job.</summary>
public sealed class EngineRefusalTests
{
    private const string Id = "2c9c56ba1ed4ee18e598c5ac690b58fd10b0ad678dc82c30e5f26fccbf64a9ba";

    [TestCase(409, $"cannot join network of a non running container: {Id}", ExpectedResult = "sandbox host")]
    [TestCase(409, $"Container {Id} is not running", ExpectedResult = "sandbox host")]
    [TestCase(404, $"No such container: {Id}", ExpectedResult = "container host")]
    [TestCase(409, $"task {Id}: already exists: unknown", ExpectedResult = "half host")]
    [TestCase(409, "id already in use", ExpectedResult = "half host")]
    [TestCase(500, $"starting container process caused: exec: \"task {Id}: already exists\"", ExpectedResult = "")]
    [TestCase(404, "No such image: depin-test/x:1", ExpectedResult = "image")]
    [TestCase(500, $"mkdir /var/lib/docker/overlay2/{Id}-init: no space left on device", ExpectedResult = "space host")]
    [TestCase(
        500,
        "OCI runtime create failed: container_linux.go:380: starting container process caused: process_linux.go:545: "
        + "container init caused: write /run/x: no space left on device: unknown",
        ExpectedResult = "space host")]
    [TestCase(500, "runtime create failed: caused \"write /run/x: no space left on device\\\"\": unknown", ExpectedResult = "space host")]
    [TestCase(
        500,
        "OCI runtime create failed: container_linux.go:380: starting container process caused: process_linux.go:458: "
        + "container init was OOM-killed (memory limit too low?): unknown",
        ExpectedResult = "memory")]
    public string What_a_control_cannot_tell_is_read_from_the_engines_words(int status, string message) =>
        Kind(new EngineRefusal((HttpStatusCode)status, message, ["/bin/run", "A=B"]));

    [Test]
    public void A_phrase_that_the_job_said_first_proves_nothing(
        [Values("no space left on device", "No Such Container", "x is not running", "container init was oom-killed", "no such image")]
        string phrase,
        [Values(400, 404, 409, 500)] int status)
    {
        string program = $"a\"b\n: {phrase}";

        Assert.That(
            Kind(new EngineRefusal(
                (HttpStatusCode)status, $"starting container process caused: exec: \"a\\\"b\\n: {phrase}", ["/bin/x", program])),
            Is.Empty);
    }

    [Test]
    public void A_file_of_the_image_that_is_called_as_a_full_disk_is_none() => Assert.That(
        Kind(new EngineRefusal(
            HttpStatusCode.InternalServerError,
            $"mkdir /var/lib/docker/overlay2/{Id}/merged/x: no space left on device/y: not a directory",
            ["/link/y"])),
        Is.Empty);

    private static string Kind(EngineRefusal refusal) => string.Join(' ', new[]
    {
        refusal.IsDeadSandbox ? "sandbox" : null, refusal.IsNoContainer ? "container" : null, refusal.IsNoImage ? "image" : null,
        refusal.IsNoSpace ? "space" : null, refusal.IsHalfStarted ? "half" : null,
        refusal.IsTooLittleMemory ? "memory" : null, refusal.IsOfHost ? "host" : null,
    }.OfType<string>());
}
