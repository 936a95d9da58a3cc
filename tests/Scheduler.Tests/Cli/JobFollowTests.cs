using System.Text;
using System.Text.Json;
using DePin.Attestation.Messages;
using DePin.Protocol.Wire;
using DePin.Scheduler.Client;
using Microsoft.AspNetCore.Http;

namespace DePin.Scheduler.Tests.Cli;

/// <summary>Following a job: exactly its log, whatever happens on the way.</summary>
internal sealed class JobFollowTests
{
    private static readonly string _jobPath = $"/v1/jobs/{Sample.Job}";

    // Bytes that are no UTF-8, a terminal's escape, an empty line: a log is not text.
    private static readonly byte[] _content = [
        .. Enumerable.Range(0, 200_000).Select(i => (byte)(i * 7 % 256)),
        0x1b,
        (byte)'[',
        0xff,
        (byte)'\n',
        (byte)'\n',
    ];

    [Test]
    [CancelAfter(60_000)]
    public async Task Lost_connections_neither_repeat_nor_lose_a_byte(CancellationToken token)
    {
        await using FakeScheduler fake = await FakeScheduler.StartAsync(token);
        FakeLog log = new(Sample.FirstAttempt, _content, 0, 1, 70_000, 0, 65_536);
        fake.On("GET", FakeLog.Path, log.AnswerAsync);
        JobView running = Sample.View(Sample.Running, Sample.Attempt(1, 100));
        JobView finished = Sample.View(Sample.Succeeded, Sample.Attempt(1, _content.Length, Outcome.Succeeded));
        fake.On(
            "GET",
            _jobPath,
            context => FakeScheduler.WriteAsync(context, 200, log.Requests < 6 ? running : finished, WireJson.Default.JobView));

        CliRun run = await CliRun.AgainstAsync(fake, token, "job", "logs", "-f", Sample.Job.ToString());

        Assert.That(run.OutputBytes, Is.EqualTo(_content), run.Error);
        Assert.That(run.Code, Is.EqualTo(ExitCode.Ok));
        Assert.That(run.Error, Does.Contain("succeeded").And.Contain(Sample.Envelope.Digest().ToString()));
        Assert.That(log.Requests, Is.GreaterThanOrEqualTo(6));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_scheduler_that_restarts_is_waited_for(CancellationToken token)
    {
        await using FakeScheduler fake = await FakeScheduler.StartAsync(token);
        FakeLog log = new(Sample.FirstAttempt, _content, 1000);
        JobView running = Sample.View(Sample.Running, Sample.Attempt(1, 1000));
        JobView finished = Sample.View(Sample.Succeeded, Sample.Attempt(1, _content.Length, Outcome.Succeeded));
        RequestDelegate starting = FakeScheduler.Problem(503, ProblemCode.Unavailable, "the scheduler is starting");
        fake.On(
            "GET",
            FakeLog.Path,
            context => log.Requests is 1 && fake.Requests.Count < 12 ? starting(context) : log.AnswerAsync(context));
        fake.On("GET", _jobPath, context => log.Requests is 1 && fake.Requests.Count < 12
            ? starting(context)
            : FakeScheduler.WriteAsync(context, 200, log.Requests < 2 ? running : finished, WireJson.Default.JobView));

        CliRun run = await CliRun.AgainstAsync(fake, token, "job", "logs", "-f", Sample.Job.ToString());

        Assert.That(run.OutputBytes, Is.EqualTo(_content), run.Error);
        Assert.That(run.Error, Does.Contain("trying again").And.Contain("is back"));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task Each_further_attempt_follows_from_its_first_byte(CancellationToken token)
    {
        await using FakeScheduler fake = await FakeScheduler.StartAsync(token);
        FakeLog first = new(Sample.FirstAttempt, "first attempt\n"u8.ToArray());
        FakeLog second = new(Sample.SecondAttempt, "second attempt\n"u8.ToArray(), 3);
        fake.On("GET", FakeLog.Path, context => context.Request.Query["attempt"] == Sample.FirstAttempt.ToString()
            ? first.AnswerAsync(context)
            : second.AnswerAsync(context));
        AttemptView lost = Sample.Attempt(1, 14, Outcome.HostFault);
        fake.OnEach(
            "GET",
            _jobPath,
            context => FakeScheduler.WriteAsync(context, 200, Sample.View(Sample.Queued), WireJson.Default.JobView),
            context => FakeScheduler.WriteAsync(context, 200, Sample.View(Sample.Running, Sample.Attempt(1, 5)), WireJson.Default.JobView),
            context => FakeScheduler.WriteAsync(context, 200, Sample.View(Sample.Queued, lost), WireJson.Default.JobView),
            context => FakeScheduler.WriteAsync(context, 200, Sample.View(Sample.Queued, lost), WireJson.Default.JobView),
            context => FakeScheduler.WriteAsync(
                context, 200, Sample.View(Sample.Succeeded, lost, Sample.Attempt(2, 15, Outcome.Succeeded)), WireJson.Default.JobView));

        CliRun run = await CliRun.AgainstAsync(fake, token, "job", "logs", "-f", Sample.Job.ToString());

        Assert.That(run.Output, Is.EqualTo("first attempt\nsecond attempt\n"), run.Error);
        Assert.That(run.Error, Does.Contain("the log of attempt 2"));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_log_that_ends_before_the_attempt_does_is_asked_for_again(CancellationToken token)
    {
        await using FakeScheduler fake = await FakeScheduler.StartAsync(token);
        int asked = 0;
        fake.On("GET", FakeLog.Path, async context =>
        {
            // Each answer ends properly after ten bytes, as when a scheduler is stopped in good order.
            int offset = int.Parse(context.Request.Query["offset"]!, System.Globalization.CultureInfo.InvariantCulture);
            Interlocked.Increment(ref asked);
            await context.Response.Body.WriteAsync(_content.AsMemory(offset, Math.Min(10, 25 - offset)), context.RequestAborted);
        });
        fake.On("GET", _jobPath, context => FakeScheduler.WriteAsync(
            context,
            200,
            asked < 3
                ? Sample.View(Sample.Running, Sample.Attempt(1, 10 * asked))
                : Sample.View(Sample.Failed, Sample.Attempt(1, 25, Outcome.JobFault)),
            WireJson.Default.JobView));

        CliRun run = await CliRun.AgainstAsync(fake, token, "job", "logs", "-f", Sample.Job.ToString());

        Assert.That(run.OutputBytes, Is.EqualTo(_content[..25]), run.Error);
        Assert.That(run.Code, Is.EqualTo(ExitCode.NotWell), "the job failed");
        Assert.That(run.Error, Does.Contain("job fault (exit code 137): memory limit of 64 MiB hit"));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task As_json_each_line_is_a_value_and_the_parts_join_to_the_log(CancellationToken token)
    {
        await using FakeScheduler fake = await FakeScheduler.StartAsync(token);
        FakeLog log = new(Sample.FirstAttempt, _content, 100_000);
        fake.On("GET", FakeLog.Path, log.AnswerAsync);
        fake.OnGet(
            _jobPath,
            Sample.View(Sample.Succeeded, Sample.Attempt(1, _content.Length, Outcome.Succeeded)),
            WireJson.Default.JobView);

        CliRun run = await CliRun.AgainstAsync(fake, token, "job", "logs", "-f", "--json", Sample.Job.ToString());

        JsonElement[] lines = [.. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];
        JsonElement[] parts = [.. lines.Where(line => line.GetProperty("event").GetString() == "log")];
        byte[] joined = [.. parts.SelectMany(part => part.GetProperty("data").GetBytesFromBase64())];
        Assert.That(joined, Is.EqualTo(_content));
        long next = 0;
        foreach (JsonElement part in parts)
        {
            Assert.That(part.GetProperty("offset").GetInt64(), Is.EqualTo(next));
            next += part.GetProperty("data").GetBytesFromBase64().Length;
        }

        Assert.That(lines[^1].GetProperty("event").GetString(), Is.EqualTo("finished"));
        Assert.That(lines[^1].GetProperty("job").GetProperty("id").GetString(), Is.EqualTo(Sample.Job.ToString()));
        Assert.That(lines.Any(line => line.GetProperty("event").GetString() == "state"), Is.True);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task Without_follow_the_log_so_far_is_written_from_the_offset(CancellationToken token)
    {
        await using FakeScheduler fake = await FakeScheduler.StartAsync(token);
        FakeLog log = new(Sample.FirstAttempt, _content, 50);
        fake.On("GET", FakeLog.Path, log.AnswerAsync);
        fake.OnGet(_jobPath, Sample.View(Sample.Running, Sample.Attempt(1, _content.Length)), WireJson.Default.JobView);

        CliRun run = await CliRun.AgainstAsync(fake, token, "job", "logs", Sample.Job.ToString(), "--offset", "1000");

        Assert.That(run.OutputBytes, Is.EqualTo(_content[1000..]), run.Error);
        Assert.That(run.Code, Is.EqualTo(ExitCode.Ok));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_quiet_log_is_not_a_lost_connection(CancellationToken token)
    {
        await using FakeScheduler fake = await FakeScheduler.StartAsync(token);
        int asked = 0;
        fake.On("GET", FakeLog.Path, async context =>
        {
            if (Interlocked.Increment(ref asked) == 1)
            {
                await context.Response.Body.WriteAsync("so far\n"u8.ToArray(), context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
            }
        });
        fake.OnGet(_jobPath, Sample.View(Sample.Succeeded, Sample.Attempt(1, 7, Outcome.Succeeded)), WireJson.Default.JobView);
        List<string> notices = [];
        ClientLimits limits = new() { Silence = TimeSpan.FromMilliseconds(100) };
        using SchedulerTransport transport = new(new(fake.Url, null), limits, TimeProvider.System) { Notice = notices.Add };
        SchedulerClient client = new(transport, RetryPolicy.Patient);
        using MemoryStream got = new();

        long end = await new LogReader(client, Sample.Job, Sample.FirstAttempt, (_, bytes) => got.Write(bytes.Span)).FollowAsync(0, token);

        Assert.That(end, Is.EqualTo(7));
        Assert.That(Encoding.ASCII.GetString(got.ToArray()), Is.EqualTo("so far\n"));
        Assert.That(notices, Is.Empty);
    }
}
