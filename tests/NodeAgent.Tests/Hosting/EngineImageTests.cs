using System.Formats.Tar;
using DePin.Attestation.Evidence;
using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Attempts.Images;
using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Tests.Containers;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;
using Microsoft.AspNetCore.Http;

namespace DePin.NodeAgent.Tests.Hosting;

/// <summary>Images of jobs on a real engine: pulled from a registry, bound, and removed when nobody uses them.</summary>
public sealed class EngineImageTests
{
    private const int Patience = 180_000;
    private readonly TestNode _node = new();

    [SetUp]
    public Task Require_an_engine() => TestEngine.RequireAsync();

    [TearDown]
    public void Remove() => _node.Dispose();

    [Test, CancelAfter(Patience)]
    public async Task Only_images_that_were_pulled_for_jobs_and_that_no_container_uses_go(CancellationToken token)
    {
        await using DockerHarness docker = new(), neighbour = new();
        await using TestRegistry registry = await TestRegistry.StartAsync(token);
        (EngineImage mine, EngineImage owners, EngineImage shared) = (
            docker.Made(await PushAsync(registry, "mine", token)),
            docker.Made(await PushAsync(registry, "owners", token)),
            docker.Made(await PushAsync(registry, "shared", token)));
        await docker.Runtime.PullAsync(owners, null, token);
        _node.Images = new ImageRules(long.MaxValue, 0);

        await _node.WorkUntilAsync(
            docker.Runtime,
            async work =>
            {
                Lease waits = _node.Scheduler.Grant(Spec(shared, "sleep 600", tag: "1"));
                await TestNode.ReachedAsync(work, waits, state => state is AttemptState.Running, token);
                ContainerSpec others = neighbour.Spec("true", shared);
                Assert.That(await neighbour.Runtime.CreateAsync(others, token), Is.TypeOf<CreateOutcome.Created>());
                await docker.Runtime.SignalAsync(TestNode.Container(waits), ContainerSignal.Kill, token);
                await TestNode.EndedAsync(work, waits, token);
                foreach (EngineImage image in (EngineImage[])[owners, mine])
                {
                    await TestNode.EndedAsync(work, _node.Scheduler.Grant(Spec(image, "true")), token);
                }

                // The longest unused goes first: the others would be gone by then.
                await GoneAsync(docker, mine, token);
            },
            token);

        Assert.That(await docker.Runtime.FindImageAsync(owners, token), Is.Not.Null, "it was here before");
        Assert.That(await docker.Runtime.FindImageAsync(shared, token), Is.Not.Null, "a container of another node uses it");
        Assert.That(
            await docker.Engine.Images.FindAsync($"{shared.Repository}:1", token), Is.Null, "a job's tag becomes no tag of the owner's");
    }

    [Test, CancelAfter(Patience)]
    public async Task An_image_that_turns_out_too_large_is_dropped_while_it_is_pulled(CancellationToken token)
    {
        await using DockerHarness docker = new();
        TestImage image = new(TestEngine.BusyboxLayer(Folder("too-large")));
        TaskCompletionSource dropped = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using HostileRegistry registry = await HostileRegistry.StartAsync(
            context => AnswerAsync(context, image, dropped, token), token);
        EngineImage pinned = docker.Made(EngineImage.Parse($"{registry.Host}/job").At(image.ManifestDigest));
        _node.Images = new ImageRules(image.Layer.Length - 1, null);
        Lease lease = _node.Scheduler.Grant(Spec(pinned, "true"));

        await _node.WorkUntilAsync(docker.Runtime, work => TestNode.EndedAsync(work, lease, token), token);
        await dropped.Task.WaitAsync(token);

        VerdictEvidence verdict = EvidenceStatement.Parse(_node.Scheduler.Lease(lease.Attempt).Envelope!.Evidence.Span).Predicate.Verdict;
        Assert.That(verdict.Code, Is.EqualTo("image_too_large"), verdict.Text);
        Assert.That(verdict.Text, Does.Contain($"it has {image.Layer.Length} bytes or more, packed"));
        Assert.That(await docker.Runtime.FindImageAsync(pinned, token), Is.Null);
    }

    /// <summary>The second half of the layer comes a byte at a time: only a pull that is ended lets go of the connection.</summary>
    private static async Task AnswerAsync(HttpContext context, TestImage image, TaskCompletionSource dropped, CancellationToken token)
    {
        string path = context.Request.Path.Value!;
        byte[] blob = path.Contains("/manifests/", StringComparison.Ordinal) ? image.Manifest
            : path.EndsWith(TestImage.Digest(image.Layer), StringComparison.Ordinal) ? image.Layer : image.Configuration;
        context.Response.ContentType = blob == image.Manifest ? TestImage.ManifestType : "application/octet-stream";
        context.Response.ContentLength = blob.Length;
        int half = blob == image.Layer ? blob.Length / 2 : blob.Length;
        await context.Response.Body.WriteAsync(blob.AsMemory(0, half), token);
        for (int at = half; at < blob.Length; at++)
        {
            await context.Response.Body.WriteAsync(blob.AsMemory(at, 1), token);
            await context.Response.Body.FlushAsync(token);
            if (context.RequestAborted.IsCancellationRequested)
            {
                dropped.TrySetResult();
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, token);
        }
    }

    private static async Task GoneAsync(DockerHarness docker, EngineImage image, CancellationToken token)
    {
        while (await docker.Runtime.FindImageAsync(image, token) is not null)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, token);
        }
    }

    private static async Task<EngineImage> PushAsync(TestRegistry registry, string name, CancellationToken token)
    {
        TestImage image = new(TestEngine.BusyboxLayer(Folder(name)));
        await registry.PushAsync(name, "1", image, token);
        return EngineImage.Parse($"{registry.Host}/{name}").At(image.ManifestDigest);
    }

    /// <summary>Makes an image that no other test has.</summary>
    private static PaxTarEntry Folder(string name) => new(TarEntryType.Directory, $"{name}-{Guid.NewGuid():N}/");

    private JobSpec Spec(EngineImage image, string shell, string? tag = null) => _node.Spec with
    {
        Image = ImageReference.Parse(tag is null ? $"{image}" : $"{image.Repository}:{tag}"),
        Command = ["/bin/sh", "-c", shell],
    };
}
