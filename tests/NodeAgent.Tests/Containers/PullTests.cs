using System.Formats.Tar;
using DePin.Attestation;
using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Containers.Engine.Json;
using DePin.NodeAgent.Containers.Images;
using Microsoft.AspNetCore.Http;
using DePin.Protocol.Jobs;

namespace DePin.NodeAgent.Tests.Containers;

/// <summary>Pulling by digest from a real registry, and from registries that lie.</summary>
public sealed class PullTests
{
    private const int Patience = 180_000;
    private readonly DockerHarness _harness = new();

    [SetUp]
    public Task Require_an_engine() => TestEngine.RequireAsync();

    [TearDown]
    public async Task Remove_what_was_made() => await _harness.DisposeAsync();

    [Test, CancelAfter(Patience)]
    public async Task Image_is_pulled_by_digest_once_and_runs_as_its_own_user(CancellationToken token)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(token);
        TestImage image = Unique();
        await registry.PushAsync("team/job", "v1", image, token);
        EngineImage pinned = Reference(registry.Host, image.ManifestDigest);
        List<PullProgress> progress = [];

        PullOutcome first = await _harness.Runtime.PullAsync(pinned, new Recorder(progress), token);
        await registry.DisposeAsync();
        PullOutcome second = await _harness.Runtime.PullAsync(pinned, null, token);
        (_, string log) = await _harness.RunAsync(_harness.Spec("id -u", pinned), token);

        Assert.That(first, Is.TypeOf<PullOutcome.Pulled>(), $"{first}");
        PullOutcome.Pulled pulled = (PullOutcome.Pulled)first;
        Assert.That(pulled.ManifestDigest, Is.EqualTo(image.ManifestDigest));
        Assert.That(pulled.AlreadyPresent, Is.False);
        Assert.That((pulled.Image.User, pulled.Image.HasProgram), Is.EqualTo(("1000:1000", true)));
        Assert.That(pulled.Image.ManifestDigests[pinned.Repository], Is.EqualTo(image.ManifestDigest));
        Assert.That(progress[0], Is.EqualTo(new PullProgress(0, 0, 0, 0) { Image = pinned }), "told before the engine is asked");
        Assert.That(progress[^1], Is.EqualTo(progress[^1] with { LayersDone = 1, Layers = 1 }));
        Assert.That(((PullOutcome.Pulled)second).AlreadyPresent, Is.True, "the registry is gone by now");
        Assert.That(log, Is.EqualTo("1000\n"));
    }

    [Test, CancelAfter(Patience)]
    public async Task Tag_is_resolved_to_the_digest_it_stands_for(CancellationToken token)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(token);
        TestImage image = Unique();
        await registry.PushAsync("team/job", "v1", image, token);
        EngineImage tagged = EngineImage.Parse($"{registry.Host}/team/job:v1");
        EngineImage pinned = Reference(registry.Host, image.ManifestDigest);

        PullOutcome outcome = await _harness.Runtime.PullAsync(tagged, null, token);

        Assert.That((outcome as PullOutcome.Pulled)?.ManifestDigest, Is.EqualTo(image.ManifestDigest), $"{outcome}");
        Assert.That(await _harness.Runtime.FindImageAsync(pinned, token), Is.Not.Null);
        Assert.That(await _harness.Engine.Images.FindAsync($"{tagged}", token), Is.Null, "the engine's tags are its owner's");
    }

    [TestCase("team/job:absent")]
    [TestCase("team/absent:v1")]
    [TestCase("team/job@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [CancelAfter(Patience)]
    public async Task What_the_registry_does_not_have_is_not_found(string name, CancellationToken token)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(token);
        await registry.PushAsync("team/job", "v1", Unique(), token);

        PullOutcome outcome = await _harness.Runtime.PullAsync(EngineImage.Parse($"{registry.Host}/{name}"), null, token);

        Assert.That(outcome, Is.TypeOf<PullOutcome.NotFound>(), $"{outcome}");
    }

    [Test, CancelAfter(Patience)]
    public async Task Registry_that_does_not_answer_is_unreachable(CancellationToken token)
    {
        TestRegistry registry = await TestRegistry.StartAsync(token);
        await registry.DisposeAsync();

        PullOutcome outcome = await _harness.Runtime.PullAsync(Reference(registry.Host, Unique().ManifestDigest), null, token);

        Assert.That(outcome, Is.TypeOf<PullOutcome.Unreachable>(), $"{outcome}");
    }

    [TestCase("other-manifest", typeof(PullOutcome.BadDigest))]
    [TestCase("other-layer", typeof(PullOutcome.BadDigest))]
    [TestCase("unauthorized", typeof(PullOutcome.Denied))]
    [TestCase("server-error", typeof(PullOutcome.Unreachable))]
    [TestCase("cut-manifest", typeof(PullOutcome.BadDigest))]
    [TestCase("cut-connection", typeof(PullOutcome.Unreachable))]
    [CancelAfter(Patience)]
    public async Task Registry_that_lies_is_told_apart_and_nothing_it_sent_is_kept(string lie, Type expected, CancellationToken token)
    {
        TestImage image = Unique();
        await using HostileRegistry registry = await HostileRegistry.StartAsync(context => AnswerAsync(context, image, lie), token);
        EngineImage pinned = Reference(registry.Host, image.ManifestDigest);

        PullOutcome outcome = await _harness.Runtime.PullAsync(pinned, null, token);

        Assert.That(outcome, Is.TypeOf(expected), $"{outcome}");
        Assert.That(await _harness.Runtime.FindImageAsync(pinned, token), Is.Null);
    }

    [Test, CancelAfter(Patience)]
    public async Task Image_a_container_uses_is_not_removed(CancellationToken token)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(token);
        TestImage image = Unique();
        await registry.PushAsync("team/job", "v1", image, token);
        EngineImage pinned = Reference(registry.Host, image.ManifestDigest);
        await _harness.Runtime.PullAsync(pinned, null, token);
        ContainerSpec spec = _harness.Spec("sleep 100", pinned);
        await _harness.Runtime.CreateAsync(spec, token);
        await _harness.Runtime.StartAsync(spec.Name, token);

        bool whileUsed = await _harness.Runtime.RemoveImageAsync(pinned, token);
        await _harness.Runtime.RemoveAsync(spec.Name, token);

        Assert.That(whileUsed, Is.False);
        Assert.That(await _harness.Runtime.RemoveImageAsync(pinned, token), Is.True);
        Assert.That(await _harness.Runtime.FindImageAsync(pinned, token), Is.Null);
        Assert.That(await _harness.Runtime.RemoveImageAsync(pinned, token), Is.True, "absent is removed already");
    }

    [TestCase("pull access denied for x, repository does not exist or may require 'docker login'", typeof(PullOutcome.Denied))]
    [TestCase("manifest for x@sha256:0 not found: manifest unknown: manifest unknown", typeof(PullOutcome.NotFound))]
    [TestCase("no matching manifest for linux/amd64 in the manifest list entries", typeof(PullOutcome.WrongPlatform))]
    [TestCase("write /var/lib/docker/tmp/GetImageBlob1: no space left on device", typeof(PullOutcome.DiskFull))]
    [TestCase("Get \"https://r/v2/\": dial tcp: lookup r: no such host", typeof(PullOutcome.Unreachable))]
    [TestCase("toomanyrequests: You have reached your pull rate limit", typeof(PullOutcome.Unreachable))]
    [TestCase("filesystem layer verification failed for digest sha256:0", typeof(PullOutcome.BadDigest))]
    [TestCase("something new", typeof(PullOutcome.Failed))]
    public void Words_of_the_engine_are_told_apart(string message, Type outcome)
    {
        Assert.That(PullErrors.Classify(message), Is.TypeOf(outcome));
    }

    [Test]
    public void Progress_adds_up_the_layers()
    {
        PullTally tally = new();
        tally.Add(new PullLine("v1", "Pulling from team/job", null, null));
        tally.Add(new PullLine("a", "Pulling fs layer", null, null));
        tally.Add(new PullLine("b", "Already exists", null, null));
        tally.Add(new PullLine("a", "Downloading", null, new PullLineProgress(10, 100)));

        Assert.That(tally.Progress, Is.EqualTo(new PullProgress(10, 100, LayersDone: 1, Layers: 2)));
        tally.Add(new PullLine("a", "Downloading", null, new PullLineProgress(200, null)));
        Assert.That(tally.Progress.TotalBytes, Is.EqualTo(200), "a layer is no smaller than what came of it");
    }

    private static TestImage Unique() => new(TestEngine.BusyboxLayer(
        new PaxTarEntry(TarEntryType.Directory, $"unique-{Guid.NewGuid():N}/")));

    private static async Task AnswerAsync(HttpContext context, TestImage image, string lie)
    {
        string path = context.Request.Path.Value!;
        bool manifest = path.Contains("/manifests/", StringComparison.Ordinal);
        byte[] blob = manifest ? image.Manifest
            : path.EndsWith(TestImage.Digest(image.Layer), StringComparison.Ordinal) ? image.Layer : image.Configuration;
        switch (lie)
        {
            case "unauthorized":
                context.Response.StatusCode = 401;
                return;
            case "server-error":
                context.Response.StatusCode = 500;
                return;
            case "cut-connection" when !manifest:
                context.Abort();
                return;
            case "other-manifest" when manifest:
                blob = [.. blob, (byte)'\n'];
                break;
            case "cut-manifest" when manifest:
                blob = blob[..^10];
                break;
            case "other-layer" when blob == image.Layer:
                blob = Unique().Layer;
                break;
        }

        context.Response.ContentType = manifest ? TestImage.ManifestType : "application/octet-stream";
        await context.Response.Body.WriteAsync(blob);
    }

    private EngineImage Reference(string host, Hash32 digest) =>
        _harness.Made(EngineImage.Parse($"{host}/team/job@{new ContentHash(digest)}"));

    private sealed class Recorder(List<PullProgress> told) : IProgress<PullProgress>
    {
        public void Report(PullProgress value) => told.Add(value);
    }
}
