using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Tests.Cli;

/// <summary>The program itself, as a shell starts it.</summary>
internal sealed class ProcessTests
{
    private static readonly string _program = Path.Combine(AppContext.BaseDirectory, "depin-scheduler");

    [TestCase(2, "")]
    [TestCase(2, "frobnicate")]
    [TestCase(2, "job")]
    [TestCase(2, "job submit")]
    [TestCase(2, "job submit a.yaml b.yaml")]
    [TestCase(2, "job list --limit 0")]
    [TestCase(2, "job list --limit many")]
    [TestCase(2, "job list --state lost")]
    [TestCase(2, "job list --no-such-option")]
    [TestCase(2, "job list --scheduler nonsense")]
    [TestCase(2, "job list --scheduler http://192.0.2.1")]
    [TestCase(2, "token create ci")]
    [TestCase(2, "attestation verify a.json --scheduler 0x12")]
    [TestCase(6, "attestation verify /nonexistent.json")]
    [TestCase(6, "job submit /nonexistent.yaml")]
    [TestCase(0, "--help")]
    [TestCase(0, "--version")]
    [TestCase(0, "version")]
    [TestCase(0, "job submit --help")]
    [CancelAfter(60_000)]
    public async Task Each_command_line_ends_with_its_exit_code(int code, string arguments, CancellationToken token)
    {
        (int exit, string output, string error) = await RunAsync(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), token);

        Assert.That(exit, Is.EqualTo(code), output + error);
        Assert.That(code == 0 ? output : error, Is.Not.Empty);
        Assert.That(code == 0 ? error : output, Is.Empty);
        Assert.That(error, Does.Not.Contain("   at "), "no stack trace for what a user did");
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_scheduler_that_is_not_there_is_exit_code_3(CancellationToken token)
    {
        using TcpListener free = new(IPAddress.Loopback, 0);
        free.Start();
        int port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();

        (int exit, _, string error) = await RunAsync(["job", "list", "--scheduler", $"http://127.0.0.1:{port}"], token);

        Assert.That(exit, Is.EqualTo(3));
        Assert.That(error, Does.Contain("connection refused").And.Contain("--scheduler"));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task Ctrl_C_ends_following_at_once_and_says_that_the_job_goes_on(CancellationToken token)
    {
        await using FakeScheduler fake = await FollowableAsync(
            context => Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted),
            token);
        using Process process = Start(["job", "logs", "-f", Sample.Job.ToString(), "--scheduler", fake.Url.ToString()]);
        byte[] first = new byte[6];
        await process.StandardOutput.BaseStream.ReadExactlyAsync(first, token);

        using (Process kill = Process.Start("kill", ["-INT", $"{process.Id}"]))
        {
            await kill.WaitForExitAsync(token);
        }

        string error = await process.StandardError.ReadToEndAsync(token);
        await process.WaitForExitAsync(token);
        Assert.That(process.ExitCode, Is.EqualTo(130), error);
        Assert.That(error, Does.EndWith("stopped following; the job goes on\n"));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task Serve_starts_answers_and_stops_in_good_order(CancellationToken token)
    {
        using TempDirectory files = new();
        using Process process = Start(["serve", "--listen", "http://127.0.0.1:0", "--state", files.File("state"), "--json"]);
        string started = await process.StandardOutput.ReadLineAsync(token) ?? await process.StandardError.ReadToEndAsync(token);
        string address = System.Text.RegularExpressions.Regex.Match(started, @"http://127\.0\.0\.1:\d+").Value;

        (int exit, string output, string error) = await RunAsync(
            ["node", "list", "--json", "--scheduler", address, "--state-dir", files.File("state")], token);
        using (Process kill = Process.Start("kill", ["-TERM", $"{process.Id}"]))
        {
            await kill.WaitForExitAsync(token);
        }

        await process.WaitForExitAsync(token);
        Assert.That(exit, Is.Zero, started + error);
        Assert.That(output, Does.Contain("\"nodes\""));
        Assert.That(process.ExitCode, Is.Zero, await process.StandardError.ReadToEndAsync(token));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_reader_that_goes_away_ends_the_program_quietly(CancellationToken token)
    {
        byte[] part = new byte[64 * 1024];
        await using FakeScheduler fake = await FollowableAsync(
            async context =>
            {
                while (!context.RequestAborted.IsCancellationRequested)
                {
                    await context.Response.Body.WriteAsync(part, context.RequestAborted);
                }
            },
            token);
        using Process process = Start(["job", "logs", "-f", Sample.Job.ToString(), "--scheduler", fake.Url.ToString()]);
        byte[] first = new byte[6];
        await process.StandardOutput.BaseStream.ReadExactlyAsync(first, token);

        process.StandardOutput.Close();

        string error = await process.StandardError.ReadToEndAsync(token);
        await process.WaitForExitAsync(token);
        Assert.That(process.ExitCode, Is.EqualTo(141), error);
        Assert.That(error, Does.Not.Contain("error").And.Not.Contain("   at "));
    }

    private static async Task<FakeScheduler> FollowableAsync(
        Func<Microsoft.AspNetCore.Http.HttpContext, Task> rest,
        CancellationToken token)
    {
        FakeScheduler fake = await FakeScheduler.StartAsync(token);
        fake.OnGet($"/v1/jobs/{Sample.Job}", Sample.View(Sample.Running, Sample.Attempt(1, 6)), WireJson.Default.JobView);
        return fake.On("GET", FakeLog.Path, async context =>
        {
            await context.Response.Body.WriteAsync("hello\n"u8.ToArray(), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await rest(context);
        });
    }

    private static Process Start(string[] arguments)
    {
        ProcessStartInfo start = new(_program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment.Remove("DEPIN_SCHEDULER");
        start.Environment.Remove("DEPIN_TOKEN");
        start.Environment["HOME"] = "/nonexistent";
        return Process.Start(start)!;
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_full_disk_under_the_output_is_exit_code_6_and_says_so(CancellationToken token)
    {
        string[] arguments = ["-c", "exec \"$0\" version --json > /dev/full", _program];
        ProcessStartInfo start = new("/bin/sh", arguments) { RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        string error = await process.StandardError.ReadToEndAsync(token);
        await process.WaitForExitAsync(token);

        Assert.That(process.ExitCode, Is.EqualTo(6), error);
        Assert.That(error, Does.Contain("No space left"));
    }

    private static async Task<(int Exit, string Output, string Error)> RunAsync(string[] arguments, CancellationToken token)
    {
        using Process process = Start(arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync(token);
        Task<string> error = process.StandardError.ReadToEndAsync(token);
        await process.WaitForExitAsync(token);
        return (process.ExitCode, await output, await error);
    }
}
