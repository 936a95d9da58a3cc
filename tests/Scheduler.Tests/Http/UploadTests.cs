using System.Security.Cryptography;
using System.Text;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Tests.Http;

/// <summary>Logs and artifacts that arrive in torn parts.</summary>
internal sealed class UploadTests
{
    [Test, CancelAfter(120_000)]
    public async Task A_log_takes_repeats_refuses_gaps_and_other_bytes_and_never_changes_what_is_durable(CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token);
        using TestNode node = new(scheduler);
        Lease lease = await LeaseAsync(scheduler, node, token);

        Assert.That(await LogAsync(node, lease, 0, "hello ", token), Is.EqualTo(6));
        Assert.That(await LogAsync(node, lease, 0, "hello ", token), Is.EqualTo(6), "the reply was lost: sent again");
        Assert.That(await LogAsync(node, lease, 3, "lo world", token), Is.EqualTo(11), "overlap");
        Assert.That(await LogAsync(node, lease, 99, "", token), Is.EqualTo(11), "a query at any offset");
        using HttpResponseMessage gap = await node.PutLogAsync(lease, 12, "!"u8.ToArray(), token);
        Assert.That((await Replies.ProblemAsync(gap, ProblemCode.OffsetMismatch, token)).Durable, Is.EqualTo(11));
        using HttpResponseMessage other = await node.PutLogAsync(lease, 0, "HELLO world"u8.ToArray(), token);
        await Replies.ProblemAsync(other, ProblemCode.Conflict, token);

        Assert.That(await scheduler.Http.GetStringAsync(Routes.JobLogs(lease.Job, lease.Attempt, 0, follow: false), token),
            Is.EqualTo("hello world"));
        using HttpResponseMessage beyond = await scheduler.Http.GetAsync(Routes.JobLogs(lease.Job, lease.Attempt, 12, follow: false),
            token);
        Problem problem = await Replies.ProblemAsync(beyond, ProblemCode.OffsetMismatch, token);
        Assert.That(problem.Durable, Is.EqualTo(11));
        Assert.That(problem.Title, Does.Not.Contain("upload"), "nobody uploads here");
        using HttpResponseMessage negative = await scheduler.Http.GetAsync(Routes.JobLogs(lease.Job, lease.Attempt, -1, follow: false),
            token);
        Assert.That((await Replies.ProblemAsync(negative, ProblemCode.InvalidMessage, token)).Detail, Does.Contain("offset is '-1'"));
    }

    [Test, CancelAfter(120_000)]
    public async Task Bytes_that_look_like_an_empty_reply_of_the_server_pass_as_they_are(CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token);
        using TestNode node = new(scheduler);
        Lease lease = await LeaseAsync(scheduler, node, token);
        string line = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n".PadRight(1024, '.');
        byte[] part = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(line, 64)));
        for (int offset = 0; offset < 8 * part.Length; offset += part.Length)
        {
            using HttpResponseMessage taken = await node.PutLogAsync(lease, offset, part, token);
            Assert.That(taken.IsSuccessStatusCode, Is.True);
        }

        byte[] read = await scheduler.Http.GetByteArrayAsync(Routes.JobLogs(lease.Job, lease.Attempt, 0, follow: false), token);

        Assert.That(read, Has.Length.EqualTo(8 * part.Length));
        Assert.That(read.AsSpan(3 * part.Length, part.Length).SequenceEqual(part), Is.True);
    }

    [Test, CancelAfter(120_000)]
    public async Task A_follower_reads_every_byte_live_and_the_body_ends_with_the_attempt(CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token);
        using TestNode node = new(scheduler);
        Lease lease = await LeaseAsync(scheduler, node, token);
        using HttpResponseMessage response = await scheduler.Http.GetAsync(
            Routes.JobLogs(lease.Job, lease.Attempt, 0, follow: true), HttpCompletionOption.ResponseHeadersRead, token);
        await using Stream stream = await response.Content.ReadAsStreamAsync(token);
        byte[] buffer = new byte[100];
        string log = "";
        for (int line = 0; line < 20; line++)
        {
            string text = $"line {line}\n";
            await LogAsync(node, lease, log.Length, text, token);
            log += text;
            await stream.ReadExactlyAsync(buffer.AsMemory(0, text.Length), token);
            Assert.That(Encoding.UTF8.GetString(buffer, 0, text.Length), Is.EqualTo(text));
        }

        await node.AttestAsync(lease, node.Envelope(lease, Encoding.UTF8.GetBytes(log), []), token);

        Assert.That(await stream.ReadAsync(buffer, token), Is.Zero, "the end");
        Assert.That(response.Headers.GetValues("Depin-Attempt").Single(), Is.EqualTo(lease.Attempt.ToString()));
    }

    [Test, CancelAfter(120_000)]
    public async Task An_artifact_goes_on_where_it_was_torn_also_after_a_restart(CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token);
        using TestNode node = new(scheduler);
        Lease lease = await LeaseAsync(scheduler, node, token);
        byte[] content = RandomNumberGenerator.GetBytes(300_000);

        Assert.That(await PartAsync(node, lease, content, 0, 100_000, token), Is.EqualTo(new ArtifactReply(100_000, false)));
        await scheduler.RestartAsync(token);
        await node.LogInAsync(token);
        await node.SyncAsync(token);
        Assert.That(await PartAsync(node, lease, content, 0, 0, token), Is.EqualTo(new ArtifactReply(100_000, false)), "where to go on");
        using HttpResponseMessage gap = await node.PutArtifactAsync(lease, "outputs/x", content, 200_000, content[200_000..], token);
        Assert.That((await Replies.ProblemAsync(gap, ProblemCode.OffsetMismatch, token)).Durable, Is.EqualTo(100_000));
        Assert.That(await PartAsync(node, lease, content, 50_000, 150_000, token), Is.EqualTo(new ArtifactReply(200_000, false)),
            "overlap");
        Assert.That(await PartAsync(node, lease, content, 200_000, 100_000, token), Is.EqualTo(new ArtifactReply(300_000, true)));
        Assert.That(await PartAsync(node, lease, content, 0, 0, token), Is.EqualTo(new ArtifactReply(300_000, true)), "here already");
    }

    [Test, CancelAfter(120_000)]
    public async Task Bytes_that_do_not_hash_to_their_name_are_thrown_away(CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token);
        using TestNode node = new(scheduler);
        Lease lease = await LeaseAsync(scheduler, node, token);
        byte[] content = [1, 2, 3];

        using HttpResponseMessage wrong = await node.PutArtifactAsync(lease, "outputs/x", content, 0, [1, 2, 4], token);
        await Replies.ProblemAsync(wrong, ProblemCode.DigestMismatch, token);

        Assert.That(await PartAsync(node, lease, content, 0, 0, token), Is.EqualTo(new ArtifactReply(0, false)), "from the start again");
        Assert.That(await PartAsync(node, lease, content, 0, 3, token), Is.EqualTo(new ArtifactReply(3, true)));
    }

    [TestCase("../x")]
    [TestCase("outputs/../../etc/passwd")]
    [TestCase("outputs//x")]
    [TestCase("outputs/\u0007")]
    [CancelAfter(120_000)]
    public async Task A_path_that_could_lead_anywhere_is_refused(string path, CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token);
        using TestNode node = new(scheduler);
        Lease lease = await LeaseAsync(scheduler, node, token);
        string escaped = Uri.EscapeDataString(path).Replace("%2F", "/", StringComparison.Ordinal).Replace(".", "%2E",
            StringComparison.Ordinal);
        string target = Routes.Artifact(lease.Attempt, 1, new ArtifactEntry("PATH", ContentHash.Of([1]), 1), 0).Replace("PATH", escaped,
            StringComparison.Ordinal);

        using HttpResponseMessage reply = await node.Http.PutAsync(target, new ByteArrayContent([1]), token);

        Assert.That((int)reply.StatusCode, Is.AnyOf(400, 404, 405), await reply.Content.ReadAsStringAsync(token));
        Assert.That(Directory.EnumerateFiles(Path.Combine(scheduler.StateDirectory, "blobs"), "*", SearchOption.AllDirectories), Is.Empty);
    }

    [Test, CancelAfter(120_000)]
    public async Task An_input_reaches_only_jobs_that_name_it_and_only_its_owner_may_name_it(CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token);
        using HttpClient alice = await scheduler.ClientAsync(token, TokenScope.Submit);
        using HttpClient bob = await scheduler.ClientAsync(token, TokenScope.Submit);
        byte[] content = Encoding.UTF8.GetBytes("alice's data");
        ContentHash hash = ContentHash.Of(content);
        using HttpResponseMessage put = await alice.PutAsync(Routes.Blob(hash), new ByteArrayContent(content), token);
        Assert.That((int)put.StatusCode, Is.EqualTo(201), await put.Content.ReadAsStringAsync(token));
        string inputs = $"inputs: {{ /data/in.txt: '{hash}' }}";

        using StringContent theirs = new(Specs.Yaml(inputs), Encoding.UTF8, "application/yaml");
        using HttpResponseMessage refused = await bob.PostAsync(Routes.Jobs, theirs, token);
        await Replies.ProblemAsync(refused, ProblemCode.Rejected, token);
        using TestNode node = new(scheduler);
        await node.LogInAsync(token);
        await scheduler.SubmitAsync(token, inputs, alice);
        Lease lease = await node.TakeLeaseAsync(token);

        Assert.That(await node.Http.GetByteArrayAsync(Routes.Input(lease.Attempt, 1, hash), token), Is.EqualTo(content));
        using HttpResponseMessage other = await node.Http.GetAsync(Routes.Input(lease.Attempt, 1, ContentHash.Of([9])), token);
        await Replies.ProblemAsync(other, ProblemCode.NotFound, token);
        using HttpRequestMessage head = new(HttpMethod.Head, Routes.Blob(hash));
        using HttpResponseMessage hidden = await bob.SendAsync(head, token);
        Assert.That((int)hidden.StatusCode, Is.EqualTo(404));
    }

    [Test, CancelAfter(120_000)]
    public async Task Knowing_a_hash_is_not_enough_to_be_given_the_bytes(CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token);
        using HttpClient alice = await scheduler.ClientAsync(token, TokenScope.Submit);
        byte[] secret = Encoding.UTF8.GetBytes("alice's model");
        (await alice.PutAsync(Routes.Blob(ContentHash.Of(secret)), new ByteArrayContent(secret), token)).EnsureSuccessStatusCode();
        using TestNode node = new(scheduler);
        Lease lease = await LeaseAsync(scheduler, node, token);

        Assert.That(await PartAsync(node, lease, secret, 0, 0, token), Is.EqualTo(new ArtifactReply(0, false)),
            "another owner's content: the bytes are wanted");
    }

    private static async Task<Lease> LeaseAsync(TestScheduler scheduler, TestNode node, CancellationToken token)
    {
        await node.LogInAsync(token);
        await scheduler.SubmitAsync(token);
        return await node.TakeLeaseAsync(token);
    }

    private static async Task<long> LogAsync(TestNode node, Lease lease, long offset, string text, CancellationToken token)
    {
        using HttpResponseMessage reply = await node.PutLogAsync(lease, offset, Encoding.UTF8.GetBytes(text), token);
        return (await Replies.ReadAsync(reply, 200, WireJson.Default.LogReply, token)).Durable;
    }

    private static async Task<ArtifactReply> PartAsync(TestNode node, Lease lease, byte[] content, int offset, int count,
        CancellationToken token)
    {
        using HttpResponseMessage reply = await node.PutArtifactAsync(lease, "outputs/x", content, offset,
            content[offset..(offset + count)], token);
        return await Replies.ReadAsync(reply, 200, WireJson.Default.ArtifactReply, token);
    }
}
