using System.Globalization;
using System.Security.Cryptography;
using DePin.Protocol;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;
using DePin.Scheduler.Artifacts;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Logs;
using DePin.Scheduler.Store;

namespace DePin.Scheduler.Tests.Http;

/// <summary>A node that means harm sends as much as it can: no more arrives than its job can have written.</summary>
internal sealed class UploadLimitTests
{
    private const int Disk = 10_000;
    private static readonly string _disk = $"resources: {{ disk: {Disk} }}";

    [Test, CancelAfter(120_000)]
    public async Task A_job_that_filled_its_disk_is_delivered_and_not_a_byte_more(CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token);
        using TestNode node = new(scheduler);
        Lease lease = await LeaseAsync(scheduler, node, token);
        byte[] first = RandomNumberGenerator.GetBytes(Disk - 1);
        byte[] last = [7];
        await PutAsync(node, lease, "outputs/first", first, first, token);
        await PutAsync(node, lease, "outputs/last", last, last, token);

        using HttpResponseMessage more = await node.PutArtifactAsync(lease, "outputs/more", [8], 0, [8], token);
        Problem problem = await Replies.ProblemAsync(more, ProblemCode.TooLarge, token);

        Assert.That(problem.Detail, Does.Contain($"{Disk + 1} bytes").And.Contain($"limit is {Disk}").And.Contain("resources.disk"));
        await node.AttestAsync(lease, node.Envelope(lease, [], [("outputs/first", first), ("outputs/last", last)]), token);
        Assert.That((await scheduler.ShowAsync(lease.Job, token)).State, Is.InstanceOf<JobState.Finished>());
    }

    [Test, CancelAfter(120_000)]
    public async Task Parts_that_are_never_completed_count_as_what_they_were_announced_to_be_also_after_a_restart(CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token);
        using TestNode node = new(scheduler);
        Lease lease = await LeaseAsync(scheduler, node, token);
        int refused = 0;
        for (int file = 0; file < 40; file++)
        {
            if (file == 20)
            {
                await scheduler.RestartAsync(token);
                await node.LogInAsync(token);
                await node.SyncAsync(token);
            }

            byte[] content = BitConverter.GetBytes(file).Concat(new byte[Disk - 4]).ToArray();
            using HttpResponseMessage reply = await node.PutArtifactAsync(lease, $"outputs/{file}", content, 0, content[..^1], token);
            if (!reply.IsSuccessStatusCode)
            {
                refused++;
                Problem problem = await Replies.ProblemAsync(reply, ProblemCode.TooLarge, token);
                Assert.That(problem.Detail, Does.Contain($"the limit is {2 * Disk}").And.Contain("bytes"));
            }
        }

        Assert.That(refused, Is.EqualTo(38), "room for the outputs of two runs");
        Assert.That(Parts(scheduler).Sum(file => file.Length), Is.LessThanOrEqualTo(2 * Disk));
    }

    [Test, CancelAfter(120_000)]
    public async Task What_an_ended_attempt_left_half_sent_is_gone_also_when_it_came_before_a_restart(CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token);
        using TestNode node = new(scheduler);
        Lease lease = await LeaseAsync(scheduler, node, token);
        await PutAsync(node, lease, "outputs/x", [1, 2, 3], [1, 2], token);
        await scheduler.RestartAsync(token);
        await node.LogInAsync(token);
        await node.SyncAsync(token);
        Assert.That(Parts(scheduler), Has.Count.EqualTo(1));

        await node.AttestAsync(lease, node.Envelope(lease, [], []), token);
        using HttpResponseMessage late = await node.PutArtifactAsync(lease, "outputs/x", [1, 2, 3], 2, [3], token);

        await Replies.ProblemAsync(late, ProblemCode.LeaseLost, token);
        Assert.That(Parts(scheduler), Is.Empty);
    }

    [Test, CancelAfter(60_000)]
    public async Task A_part_that_outlasts_its_attempt_leaves_nothing_behind(CancellationToken token)
    {
        using TemporaryDirectory directory = new();
        Directory.CreateDirectory(directory.File("blobs"));
        Directory.CreateDirectory(directory.File("uploads"));
        PartUploads uploads = new(new BlobStore(directory.File("blobs"), directory.File("uploads")));
        LeaseView lease = LeaseOf(Specs.Job());
        GatedStream part = new([1, 2]);
        Task<Answer<ArtifactReply>> adding = uploads.AddAsync(lease, Entry([1, 2, 3]), 0, part, token);
        await part.Reading.WaitAsync(token);

        uploads.Drop(lease.Attempt.Id);
        part.Open();

        Assert.That((await adding).Refusal is null or { Code: ProblemCode.LeaseLost }, Is.True);
        Assert.That(Directory.EnumerateFileSystemEntries(directory.File("uploads")), Is.Empty);
        Answer<ArtifactReply> late = await uploads.AddAsync(lease, Entry([4]), 0, new MemoryStream([4]), token);
        Assert.That(late.Refusal?.Code, Is.EqualTo(ProblemCode.LeaseLost));
        Assert.That(Directory.EnumerateFileSystemEntries(directory.File("uploads")), Is.Empty);
    }

    [Test]
    public void The_number_of_contents_is_bounded_whatever_their_size()
    {
        AttemptUploads uploads = new([]);
        JobResources resources = Specs.Job().Resources;
        for (int one = 0; one < DeliveryLimit.Contents; one++)
        {
            Assert.That(uploads.Admit(Entry(BitConverter.GetBytes(one)).Sha256, 0, resources).Refusal, Is.Null);
        }

        Refusal? refusal = uploads.Admit(Entry([9]).Sha256, 0, resources).Refusal;
        Assert.That(refusal?.Code, Is.EqualTo(ProblemCode.TooLarge));
        Assert.That(refusal?.Detail, Does.Contain($"{DeliveryLimit.Contents + 1}").And.Contain($"limit is {DeliveryLimit.Contents}"));
        Assert.That(uploads.Admit(Entry(BitConverter.GetBytes(3)).Sha256, 0, resources).Refusal, Is.Null, "known ones go on");
    }

    [TestCase("0", "64MiB", 64L << 20)]
    [TestCase("1PiB", "8MiB", 1L << 50)]
    public void A_job_with_a_read_only_root_writes_no_more_than_its_memory(string disk, string memory, long bytes)
    {
        JobResources resources = new() { Disk = ByteSize.Parse(disk), Memory = ByteSize.Parse(memory) };

        Assert.That(DeliveryLimit.Bytes(resources), Is.EqualTo(bytes));
        Assert.That(DeliveryLimit.List(resources, 1, bytes), Is.Null);
        Assert.That(DeliveryLimit.List(resources, 1, bytes + 1)?.Detail, Does.Contain((bytes + 1).ToString(CultureInfo.InvariantCulture)));
        Assert.That(DeliveryLimit.Arrival(resources, 1, long.MaxValue)?.Code, Is.EqualTo(ProblemCode.TooLarge));
    }

    [Test]
    public void A_log_ends_at_its_limit_and_the_refusal_says_both_figures()
    {
        using TemporaryDirectory directory = new();
        string path = directory.File("log");
        using (FileStream file = File.Create(path))
        {
            file.SetLength(LogStore.MaxLength - 1);
        }

        LogFile log = new(path);
        Assert.That(log.Append(LogStore.MaxLength - 1, [1]).OrThrow(), Is.EqualTo(LogStore.MaxLength));
        Refusal? refusal = log.Append(LogStore.MaxLength, [1]).Refusal;

        Assert.That(refusal?.Code, Is.EqualTo(ProblemCode.TooLarge));
        Assert.That(refusal?.Detail, Does.Contain($"{LogStore.MaxLength + 1}").And.Contain($"{LogStore.MaxLength}"));
    }

    private static ArtifactEntry Entry(byte[] content) => new("outputs/x", ContentHash.Of(content), content.Length);

    private static LeaseView LeaseOf(JobSpec spec)
    {
        JobRow job = new()
        {
            Id = JobId.New(),
            Owner = "alice",
            IdempotencyKey = null,
            Spec = spec,
            SpecDigest = spec.Digest(),
            CreatedAt = 0
        };
        return new LeaseView(job, new AttemptRow
        {
            Id = AttemptId.Of(job.Id, 1),
            Job = job.Id,
            Epoch = 1,
            Node = default,
            Gpus = [],
            LeasedAt = 0,
        }, []);
    }

    private static async Task<Lease> LeaseAsync(TestScheduler scheduler, TestNode node, CancellationToken token)
    {
        await node.LogInAsync(token);
        await scheduler.SubmitAsync(token, _disk);
        return await node.TakeLeaseAsync(token);
    }

    private static async Task PutAsync(TestNode node, Lease lease, string path, byte[] content, byte[] part, CancellationToken token)
    {
        using HttpResponseMessage reply = await node.PutArtifactAsync(lease, path, content, 0, part, token);
        await Replies.ReadAsync(reply, 200, WireJson.Default.ArtifactReply, token);
    }

    private static List<FileInfo> Parts(TestScheduler scheduler) => [.. new DirectoryInfo(Path.Combine(scheduler.StateDirectory, "uploads"))
        .EnumerateFiles("*", SearchOption.AllDirectories)];
}
