using System.Net;
using System.Text;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Tests.Http;

/// <summary>What submitters bring is bounded, and goes when no job needs it.</summary>
internal sealed class BroughtTests
{
    private static readonly TimeSpan _retention = TimeSpan.FromMinutes(1);

    [Test, CancelAfter(120_000)]
    public async Task A_token_brings_no_more_than_it_may(CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token, options => options.MaxBlobBytesPerToken = 100);
        using HttpClient other = await scheduler.ClientAsync(token, TokenScope.Submit);
        await BringAsync(scheduler.Http, Content('a', 60), token);

        using HttpResponseMessage refused = await PutAsync(scheduler.Http, Content('b', 50), token);

        Problem problem = await Replies.ProblemAsync(refused, ProblemCode.TooLarge, token);
        Assert.That(problem.Detail, Does.Contain("would be 110 bytes, the limit is 100 bytes"));
        Assert.That(problem.Remedy, Does.Contain("goes 24 h after it came"));
        await BringAsync(scheduler.Http, Content('b', 40), token);
        using HttpResponseMessage again = await PutAsync(scheduler.Http, Content('a', 60), token);
        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.NoContent), "what is here already is no more");
        await BringAsync(other, Content('b', 50), token);
    }

    [Test, CancelAfter(120_000)]
    public async Task A_token_brings_no_more_files_than_it_may(CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token, options => options.MaxBlobsPerToken = 2);
        await BringAsync(scheduler.Http, Content('a', 0), token);
        await BringAsync(scheduler.Http, Content('b', 1), token);

        using HttpResponseMessage refused = await PutAsync(scheduler.Http, Content('c', 1), token);

        Assert.That((await Replies.ProblemAsync(refused, ProblemCode.TooLarge, token)).Detail, Does.Contain("would be 3 files"));
    }

    [Test, CancelAfter(120_000)]
    public async Task What_is_still_on_its_way_counts_until_it_has_come_or_failed(CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token, options => options.MaxBlobBytesPerToken = 100);
        byte[] slow = Content('a', 60);

        // Its bytes hash to another name, so that nothing of it stays.
        using HttpResponseMessage wrong =
            await scheduler.Http.PutAsync(Routes.Blob(ContentHash.Of([1])), new ByteArrayContent(slow), token);
        await Replies.ProblemAsync(wrong, ProblemCode.DigestMismatch, token);
        GatedStream gate = new(slow);
        using StreamContent body = new(gate);
        body.Headers.ContentLength = slow.Length;
        Task<HttpResponseMessage> arriving = scheduler.Http.PutAsync(Routes.Blob(ContentHash.Of(slow)), body, token);

        // Refused as soon as the first has been admitted; until then this one is taken, and the first is the one too many.
        await gate.Reading;
        using HttpResponseMessage second = await PutAsync(scheduler.Http, Content('b', 50), token);
        gate.Open();
        using HttpResponseMessage first = await arriving;

        Assert.That(new[] { first.StatusCode, second.StatusCode },
            Is.EquivalentTo(new[] { HttpStatusCode.Created, HttpStatusCode.RequestEntityTooLarge }));
    }

    [Test, CancelAfter(120_000)]
    public async Task What_no_job_names_goes_after_a_while_and_makes_room(CancellationToken token)
    {
        ManualTime time = new();
        await using TestScheduler scheduler = await StartAsync(time, token, most: 100);
        byte[] content = Content('a', 90);
        await BringAsync(scheduler.Http, content, token);

        time.Advance(_retention - TimeSpan.FromSeconds(1));
        await scheduler.Server.BlobSweep.SweepAsync(token);
        Assert.That(await IsHereAsync(scheduler, content, token), Is.True);
        time.Advance(TimeSpan.FromSeconds(2));
        await scheduler.Server.BlobSweep.SweepAsync(token);

        Assert.That(await IsHereAsync(scheduler, content, token), Is.False);
        Assert.That(Files(scheduler), Is.Empty);
        await BringAsync(scheduler.Http, Content('b', 90), token);
    }

    [Test, CancelAfter(120_000)]
    public async Task The_scheduler_looks_by_itself(CancellationToken token)
    {
        ManualTime time = new();
        await using TestScheduler scheduler = await StartAsync(time, token);
        await BringAsync(scheduler.Http, Content('a', 9), token);

        while (Files(scheduler).Length > 0)
        {
            // One after another: its timer is set again once a look is over.
            time.Advance(_retention);
            await Task.Yield();
        }
    }

    [Test, CancelAfter(120_000)]
    public async Task What_a_job_names_stays_until_a_while_after_its_end(CancellationToken token)
    {
        ManualTime time = new();
        await using TestScheduler scheduler = await StartAsync(time, token);
        byte[] content = Content('a', 9);
        await BringAsync(scheduler.Http, content, token);
        JobView job = await scheduler.SubmitAsync(token, $"inputs: {{ /data/in: '{ContentHash.Of(content)}' }}");

        time.Advance(5 * _retention);
        await scheduler.Server.BlobSweep.SweepAsync(token);
        Assert.That(await IsHereAsync(scheduler, content, token), Is.True, "the job waits");
        using HttpResponseMessage ended = await scheduler.Http.DeleteAsync(Routes.Job(job.Id), token);
        Assert.That(ended.IsSuccessStatusCode, Is.True);
        await scheduler.RestartAsync(token);
        await scheduler.Server.BlobSweep.SweepAsync(token);
        Assert.That(await IsHereAsync(scheduler, content, token), Is.True, "it has just ended");
        time.Advance(_retention + TimeSpan.FromSeconds(1));
        await scheduler.Server.BlobSweep.SweepAsync(token);

        Assert.That(Files(scheduler), Is.Empty);
    }

    [Test, CancelAfter(120_000)]
    public async Task Outputs_stay(CancellationToken token)
    {
        ManualTime time = new();
        await using TestScheduler scheduler = await StartAsync(time, token);
        using TestNode node = new(scheduler);
        await node.LogInAsync(token);
        JobView job = await scheduler.SubmitAsync(token);
        Lease lease = await node.TakeLeaseAsync(token);
        byte[] output = Content('o', 9);
        using HttpResponseMessage put = await node.PutArtifactAsync(lease, "outputs/x", output, 0, output, token);
        Assert.That(put.IsSuccessStatusCode, Is.True);
        await node.AttestAsync(lease, node.Envelope(lease, [], [("outputs/x", output)]), token);

        time.Advance(5 * _retention);
        await scheduler.Server.BlobSweep.SweepAsync(token);

        Assert.That(await scheduler.Http.GetByteArrayAsync(Routes.JobArtifact(job.Id, "outputs/x"), token), Is.EqualTo(output));
    }

    [Test, CancelAfter(120_000)]
    public async Task A_file_without_a_row_that_a_crash_left_goes_at_the_next_start(CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token);
        byte[] kept = Content('k', 9);
        await BringAsync(scheduler.Http, kept, token);
        string left = Path.Combine(scheduler.StateDirectory, "blobs", "ab", "ab".PadRight(64, '0'));
        Directory.CreateDirectory(Path.GetDirectoryName(left)!);
        await File.WriteAllTextAsync(left, "left", token);

        await scheduler.RestartAsync(token);
        while (File.Exists(left))
        {
            await Task.Yield();
        }

        Assert.That(await IsHereAsync(scheduler, kept, token), Is.True);
    }

    [Test, CancelAfter(120_000)]
    public async Task A_job_that_was_taken_while_everything_is_swept_away_has_its_input(CancellationToken token)
    {
        ManualTime time = new();
        await using TestScheduler scheduler = await StartAsync(time, token);
        bool stop = false;
        Task sweeping = SweepAllTheTimeAsync();

        int taken = 0;
        for (int round = 0; round < 60; round++)
        {
            byte[] content = Encoding.UTF8.GetBytes($"input {round}");
            ContentHash hash = ContentHash.Of(content);
            await BringAsync(scheduler.Http, content, token);
            time.Advance(2 * _retention);
            using StringContent file = new(Specs.Yaml($"inputs: {{ /data/in: '{hash}' }}"), Encoding.UTF8, "application/yaml");
            using HttpResponseMessage reply = await scheduler.Http.PostAsync(Routes.Jobs, file, token);
            if (reply.StatusCode == HttpStatusCode.Created)
            {
                taken++;
                await scheduler.Server.BlobSweep.SweepAsync(token);
                Assert.That(Files(scheduler).Select(Path.GetFileName), Does.Contain(hash.Value.ToString()[2..]), $"round {round}");
            }
            else
            {
                await Replies.ProblemAsync(reply, ProblemCode.Rejected, token);
            }
        }

        stop = true;
        await sweeping;
        TestContext.Out.WriteLine($"{taken} of 60 jobs were taken");

        async Task SweepAllTheTimeAsync()
        {
            while (!Volatile.Read(ref stop))
            {
                await scheduler.Server.BlobSweep.SweepAsync(token);
                await Task.Yield();
            }
        }
    }

    private static Task<TestScheduler> StartAsync(ManualTime time, CancellationToken token, long most = 1000) =>
        TestScheduler.StartAsync(token, options => (options.BlobRetention, options.MaxBlobBytesPerToken) = (_retention, most), time);

    private static byte[] Content(char letter, int length) => Encoding.ASCII.GetBytes(new string(letter, length));

    private static string[] Files(TestScheduler scheduler) =>
        Directory.GetFiles(Path.Combine(scheduler.StateDirectory, "blobs"), "*", SearchOption.AllDirectories);

    private static Task<HttpResponseMessage> PutAsync(HttpClient client, byte[] content, CancellationToken token) =>
        client.PutAsync(Routes.Blob(ContentHash.Of(content)), new ByteArrayContent(content), token);

    private static async Task BringAsync(HttpClient client, byte[] content, CancellationToken token)
    {
        using HttpResponseMessage reply = await PutAsync(client, content, token);
        Assert.That(reply.StatusCode, Is.EqualTo(HttpStatusCode.Created), await reply.Content.ReadAsStringAsync(token));
    }

    private static async Task<bool> IsHereAsync(TestScheduler scheduler, byte[] content, CancellationToken token)
    {
        using HttpRequestMessage head = new(HttpMethod.Head, Routes.Blob(ContentHash.Of(content)));
        using HttpResponseMessage reply = await scheduler.Http.SendAsync(head, token);
        return reply.IsSuccessStatusCode;
    }
}
