using System.Net.Http.Json;
using System.Text;
using DePin.Attestation.Evidence;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;
using DePin.Scheduler.Tests.Http;

namespace DePin.Scheduler.Tests.Checkpoints;

/// <summary>Checkpoints over HTTP: delivered in parts, believed when whole, kept while they are wanted, given to whoever goes on.</summary>
internal sealed class CheckpointDoorTests
{
    private const string Policy = "checkpoint: { path: /checkpoints }\nresources: { disk: 10KB }";

    [Test, CancelAfter(120_000)]
    public async Task A_checkpoint_comes_in_parts_and_goes_out_to_the_next_attempt_and_the_older_one_goes_away(CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token);
        using TestNode node = new(scheduler);
        await node.LogInAsync(token);
        JobView job = await scheduler.SubmitAsync(token, Policy);
        Lease lease = await node.TakeLeaseAsync(token);

        byte[] shared = [.. Enumerable.Repeat((byte)7, 3000)];
        byte[] first = await DeliverAsync(node, lease, token, shared, [1]);
        CheckpointReply reply = await ReportAsync(node, lease, 1, first, default, token);
        byte[] second = await DeliverAsync(node, lease, token, shared, [2]);
        await ReportAsync(node, lease, 2, second, reply.Link, token);

        Assert.That(await ReadAsync(node, lease, second, token), Is.EqualTo(second));
        Assert.That(await ReadAsync(node, lease, shared, token), Is.EqualTo(shared));
        using HttpResponseMessage older = await node.Http.GetAsync(
            Routes.CheckpointFile(lease.Attempt, lease.Epoch, ContentHash.Of(first)), token);
        await Replies.ProblemAsync(older, ProblemCode.NotFound, token);
        Assert.That(Files(scheduler), Has.Length.EqualTo(3), "the manifest, what it shares with the one before, and what is new");
        SavedCheckpoint saved = (await scheduler.ShowAsync(job.Id, token)).Checkpoint!;
        Assert.That((saved.Bytes, saved.Number), Is.EqualTo((3001L, 2L)));
    }

    [Test, CancelAfter(120_000)]
    public async Task It_survives_a_restart_and_goes_with_its_job(CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token);
        using TestNode node = new(scheduler);
        await node.LogInAsync(token);
        await scheduler.SubmitAsync(token, Policy);
        Lease lease = await node.TakeLeaseAsync(token);
        byte[] manifest = await DeliverAsync(node, lease, token, [[1, 2, 3]]);
        CheckpointReply reply = await ReportAsync(node, lease, 1, manifest, default, token);

        await scheduler.RestartAsync(token);
        await node.LogInAsync(token);
        Assert.That(await ReadAsync(node, lease, manifest, token), Is.EqualTo(manifest));
        Assert.That(await ReportAsync(node, lease, 1, manifest, default, token), Is.EqualTo(reply));

        await node.AttestAsync(
            lease,
            node.Envelope(lease, [], [], checkpoints: [new CheckpointEvidence(1, 1, ContentHash.Of(manifest).Value, 3, default)]),
            token);
        Assert.That(() => Files(scheduler), Is.Empty.After(10_000, 20));
    }

    [Test, CancelAfter(120_000)]
    public async Task What_is_not_here_not_a_manifest_or_too_large_is_refused(CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token);
        using TestNode node = new(scheduler);
        await node.LogInAsync(token);
        await scheduler.SubmitAsync(token, Policy);
        Lease lease = await node.TakeLeaseAsync(token);
        byte[] manifest = Manifest([5]);

        await RefusedAsync(node, lease, manifest, ProblemCode.Rejected, "is not here", token);
        await PutAsync(node, lease, manifest, token);
        await RefusedAsync(node, lease, manifest, ProblemCode.Rejected, "is not here", token);
        await PutAsync(node, lease, [9, 9], token);
        await RefusedAsync(node, lease, [9, 9], ProblemCode.Rejected, "no manifest", token);
        using HttpResponseMessage large = await node.Http.PutAsync(
            Routes.CheckpointPart(lease.Attempt, lease.Epoch, ContentHash.Of([1]), 2_000_000, 0), new ByteArrayContent([]), token);
        await Replies.ProblemAsync(large, ProblemCode.TooLarge, token);
        using HttpResponseMessage damaged = await node.Http.PutAsync(
            Routes.CheckpointPart(lease.Attempt, lease.Epoch, ContentHash.Of([1]), 1, 0), new ByteArrayContent([2]), token);
        await Replies.ProblemAsync(damaged, ProblemCode.DigestMismatch, token);

        byte[] half = [.. Enumerable.Repeat((byte)1, 6000)];
        byte[] whole = await DeliverAsync(node, lease, token, half, [.. half.Select(_ => (byte)2)]);
        await RefusedAsync(node, lease, whole, ProblemCode.TooLarge, "12000 bytes", token);
    }

    [Test, CancelAfter(120_000)]
    public async Task A_job_without_checkpoints_and_a_stale_lease_have_no_door(CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token);
        using TestNode node = new(scheduler);
        await node.LogInAsync(token);
        await scheduler.SubmitAsync(token);
        Lease lease = await node.TakeLeaseAsync(token);

        using HttpResponseMessage none = await PutOnceAsync(node, lease, [1], token);
        Assert.That((await Replies.ProblemAsync(none, ProblemCode.Rejected, token)).Detail, Does.Contain("keeps no checkpoints"));
        using HttpResponseMessage stale = await PutOnceAsync(node, lease with { Epoch = 9 }, [1], token);
        await Replies.ProblemAsync(stale, ProblemCode.LeaseLost, token);
    }

    [Test, CancelAfter(120_000)]
    public async Task A_lost_nodes_checkpoint_is_what_the_next_node_gets_and_the_lost_one_cannot_add_to_it(CancellationToken token)
    {
        ManualTime time = new();
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token, time: time);
        using TestNode first = new(scheduler);
        await first.LogInAsync(token);
        JobView job = await scheduler.SubmitAsync(token, Policy);
        Lease lease = await first.TakeLeaseAsync(token);
        byte[] manifest = await DeliverAsync(first, lease, token, [[1, 2, 3]]);
        CheckpointReply reply = await ReportAsync(first, lease, 1, manifest, default, token);
        time.Advance(TimeSpan.FromSeconds(121));
        using TestNode second = new(scheduler);
        await second.LogInAsync(token);

        Lease next = await second.TakeLeaseAsync(token);

        Assert.That(next.Checkpoint, Has.Property("Manifest").EqualTo(ContentHash.Of(manifest)).And.Property("Link").EqualTo(reply.Link));
        Assert.That(await ReadAsync(second, next, [1, 2, 3], token), Is.EqualTo(new byte[] { 1, 2, 3 }));
        using HttpResponseMessage late = await PutOnceAsync(first, lease, [4], token);
        await Replies.ProblemAsync(late, ProblemCode.LeaseLost, token);
        using HttpResponseMessage peek = await first.Http.GetAsync(
            Routes.CheckpointFile(lease.Attempt, lease.Epoch, ContentHash.Of(manifest)), token);
        await Replies.ProblemAsync(peek, ProblemCode.LeaseLost, token);
        Assert.That((await scheduler.ShowAsync(job.Id, token)).Attempts[1].ResumedFrom, Is.EqualTo(1));
    }

    private static byte[] Manifest(params byte[][] files) => Encoding.UTF8.GetBytes(string.Concat(files.Select((file, index) =>
        $"{ContentHash.Of(file).ToString()["sha256:".Length..]}  {index}.bin\n")));

    private static async Task<byte[]> DeliverAsync(TestNode node, Lease lease, CancellationToken token, params byte[][] files)
    {
        byte[] manifest = Manifest(files);
        foreach (byte[] content in files.Append(manifest))
        {
            await PutAsync(node, lease, content, token);
        }

        return manifest;
    }

    /// <summary>In two parts, as the scheduler asks for them.</summary>
    private static async Task PutAsync(TestNode node, Lease lease, byte[] content, CancellationToken token)
    {
        ArtifactReply reply = new(0, false);
        while (!reply.Complete)
        {
            int from = (int)reply.Durable;
            byte[] part = content[from..Math.Min(content.Length, from + Math.Max(1, content.Length / 2))];
            using HttpResponseMessage answer = await node.Http.PutAsync(
                Routes.CheckpointPart(lease.Attempt, lease.Epoch, ContentHash.Of(content), content.Length, from),
                new ByteArrayContent(part),
                token);
            reply = await Replies.ReadAsync(answer, 200, WireJson.Default.ArtifactReply, token);
        }
    }

    private static Task<HttpResponseMessage> PutOnceAsync(TestNode node, Lease lease, byte[] content, CancellationToken token) =>
        node.Http.PutAsync(
            Routes.CheckpointPart(lease.Attempt, lease.Epoch, ContentHash.Of(content), content.Length, 0),
            new ByteArrayContent(content),
            token);

    private static async Task<CheckpointReply> ReportAsync(
        TestNode node, Lease lease, long number, byte[] manifest, DePin.Attestation.Hash32 previous, CancellationToken token)
    {
        using HttpResponseMessage reply = await PostAsync(node, lease, number, manifest, previous, token);
        return await Replies.ReadAsync(reply, 200, WireJson.Default.CheckpointReply, token);
    }

    private static async Task RefusedAsync(
        TestNode node, Lease lease, byte[] manifest, ProblemCode code, string detail, CancellationToken token)
    {
        using HttpResponseMessage reply = await PostAsync(node, lease, 1, manifest, default, token);
        Assert.That((await Replies.ProblemAsync(reply, code, token)).Detail, Does.Contain(detail));
    }

    private static Task<HttpResponseMessage> PostAsync(
        TestNode node, Lease lease, long number, byte[] manifest, DePin.Attestation.Hash32 previous, CancellationToken token) =>
        node.Http.PostAsJsonAsync(
            Routes.Checkpoints(lease.Attempt, lease.Epoch),
            new CheckpointReport { Number = number, Manifest = ContentHash.Of(manifest), Previous = previous, AgeMs = 5 },
            WireJson.Default.CheckpointReport,
            token);

    private static Task<byte[]> ReadAsync(TestNode node, Lease lease, byte[] content, CancellationToken token) =>
        node.Http.GetByteArrayAsync(Routes.CheckpointFile(lease.Attempt, lease.Epoch, ContentHash.Of(content)), token);

    private static string[] Files(TestScheduler scheduler) =>
        Directory.GetFiles(Path.Combine(scheduler.StateDirectory, "checkpoints"), "*", SearchOption.AllDirectories);
}
