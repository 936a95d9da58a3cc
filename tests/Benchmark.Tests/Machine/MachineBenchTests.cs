using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using DePin.Benchmark.Machine;

namespace DePin.Benchmark.Tests.Machine;

public sealed class MachineBenchTests
{
    /// <summary>The quick plan with windows of a few milliseconds: the same code in a second.</summary>
    private static readonly BenchPlan Tiny = BenchPlan.Quick with
    {
        WarmUp = TimeSpan.FromMilliseconds(5),
        Window = TimeSpan.FromMilliseconds(10),
        MemoryBytes = 64L << 20,
        DiskWindow = TimeSpan.FromMilliseconds(20),
        DiskBytes = 32L << 20,
        DiskSyncs = 5,
        RoundTrips = 3,
        UploadBytes = 256 << 10,
        NetworkTime = TimeSpan.FromMilliseconds(200),
    };

    private readonly Recorder _progress = new();

    [Test, CancelAfter(60_000)]
    public async Task A_run_measures_every_figure_and_orders_min_median_max(CancellationToken token)
    {
        using TemporaryDirectory directory = new();
        MachineReport report = await Run(directory, Tiny, null, token);

        MachineFigure[] network = [MachineFigure.SchedulerRoundTrip, MachineFigure.SchedulerUpload];
        MachineFigure[] local = [.. Enum.GetValues<MachineFigure>().Except(network)];
        Assert.That(report.Figures.Select(figure => figure.Figure), Is.EquivalentTo(local));
        foreach (Measurement figure in report.Figures)
        {
            Assert.That(figure.Min, Is.Positive, figure.ToString());
            Assert.That(figure.Median, Is.InRange(figure.Min, figure.Max), figure.ToString());
            Assert.That(figure.Windows, Is.EqualTo(figure.Figure == MachineFigure.DiskSync ? 5 : 3), figure.ToString());
        }

        Assert.That(report.Trustworthy());
        Assert.That(report.Machine.MemoryBytes, Is.Positive);
        Assert.That(report.Machine.Cores, Is.Positive);
    }

    [Test, CancelAfter(60_000)]
    public async Task Figures_are_of_the_size_real_machines_have(CancellationToken token)
    {
        using TemporaryDirectory directory = new();
        MachineReport report = await Run(directory, Tiny, null, token);

        // From the slowest board that could run a job to the fastest core there will be for some years; catches a wrong unit.
        Assert.That(report.Find(MachineFigure.CpuFp32OneCore)!.Median, Is.InRange(1e9, 2e12));
        Assert.That(report.Find(MachineFigure.CpuSha256OneCore)!.Median, Is.InRange(3e7, 2e10));
        Assert.That(report.Find(MachineFigure.MemoryCopy)!.Median, Is.InRange(3e8, 5e12));
        Assert.That(report.Find(MachineFigure.DiskWrite)!.Median, Is.InRange(1e5, 1e11));
        Assert.That(report.Find(MachineFigure.DiskSync)!.Median, Is.InRange(1e-7, 5));
    }

    [Test, CancelAfter(60_000)]
    public async Task Progress_tells_each_figure_begun_and_ended_up_to_the_total(CancellationToken token)
    {
        using TemporaryDirectory directory = new();
        MachineReport report = await Run(directory, Tiny, null, token);

        BenchProgress[] events = [.. _progress.Events];
        Assert.That(events.Select(step => step.Done), Is.Ordered);
        Assert.That(events[0], Is.EqualTo(new BenchProgress(MachineFigure.CpuFp32OneCore, 0, 10, null)));
        Assert.That(events[^1].Done, Is.EqualTo(events[^1].Total));
        Assert.That(events.Select(step => step.Finished).OfType<Measurement>(), Is.EqualTo(report.Figures));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_finished_run_leaves_no_file(CancellationToken token)
    {
        using TemporaryDirectory directory = new();
        await Run(directory, Tiny, null, token);
        Assert.That(Directory.EnumerateFileSystemEntries(directory.Path), Is.Empty);
    }

    [TestCase(MachineFigure.CpuFp32AllCores)]
    [TestCase(MachineFigure.MemoryTriad)]
    [TestCase(MachineFigure.DiskWrite)]
    [TestCase(MachineFigure.DiskRead)]
    [CancelAfter(60_000)]
    public async Task A_run_cancelled_at_any_figure_ends_soon_and_leaves_nothing(MachineFigure at, CancellationToken token)
    {
        using TemporaryDirectory directory = new();
        using CancellationTokenSource cancel = CancellationTokenSource.CreateLinkedTokenSource(token);
        _progress.OnReport = step =>
        {
            if (step.Figure == at)
            {
                cancel.Cancel();
            }
        };
        Assert.That(async () => await Run(directory, Tiny, null, cancel.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(_progress.Events.Last().Figure, Is.EqualTo(at), "nothing begins after the cancellation");
        Assert.That(Directory.EnumerateFileSystemEntries(directory.Path), Is.Empty);
    }

    [Test, CancelAfter(60_000)]
    public async Task A_directory_that_does_not_exist_is_a_finding_and_the_rest_is_measured(CancellationToken token)
    {
        MachineReport report = await new MachineBench(TimeProvider.System)
            .RunAsync(new MachineBenchRequest { Directory = "/nonexistent/here" }, Tiny, _progress, token);
        Finding finding = report.Findings.Single(finding => finding.Code == FindingCode.DiskUnmeasured);
        Assert.That(finding.Message, Does.Contain("/nonexistent/here"));
        Assert.That(report.Find(MachineFigure.DiskWrite), Is.Null);
        Assert.That(report.Find(MachineFigure.MemoryRead), Is.Not.Null);
    }

    [Test, CancelAfter(60_000)]
    public async Task The_network_is_measured_against_the_given_url(CancellationToken token)
    {
        using TemporaryDirectory directory = new();
        using LoopbackServer server = new();
        MachineReport report = await Run(directory, Tiny, server.Url, token);
        Assert.That(report.Find(MachineFigure.SchedulerRoundTrip)!.Windows, Is.EqualTo(3));
        Assert.That(report.Find(MachineFigure.SchedulerUpload)!.Median, Is.Positive);
        Assert.That(server.Requests, Does.Contain("GET /health"));
        Assert.That(server.BodyBytes, Is.GreaterThanOrEqualTo(256 << 10));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_scheduler_that_takes_no_upload_is_still_timed(CancellationToken token)
    {
        using TemporaryDirectory directory = new();
        using LoopbackServer server = new() { PostStatus = HttpStatusCode.MethodNotAllowed };
        MachineReport report = await Run(directory, Tiny, server.Url, token);
        Assert.That(report.Find(MachineFigure.SchedulerRoundTrip), Is.Not.Null);
        Assert.That(report.Find(MachineFigure.SchedulerUpload), Is.Null);
        Assert.That(report.Findings.Select(finding => finding.Code), Does.Contain(FindingCode.UploadUnmeasured));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_scheduler_that_does_not_answer_is_a_finding(CancellationToken token)
    {
        using TemporaryDirectory directory = new();
        int port;
        using (Socket taken = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            port = ((IPEndPoint)taken.LocalEndPoint!).Port;
        }

        MachineReport report = await Run(directory, Tiny, new Uri($"http://127.0.0.1:{port}/health"), token);
        Assert.That(report.Findings.Select(finding => finding.Code), Does.Contain(FindingCode.SchedulerUnreachable));
        Assert.That(report.Find(MachineFigure.SchedulerRoundTrip), Is.Null);
    }

    [Test, CancelAfter(60_000)]
    public async Task A_redirect_is_not_followed_away_from_the_scheduler(CancellationToken token)
    {
        using TemporaryDirectory directory = new();
        using LoopbackServer elsewhere = new();
        using LoopbackServer server = new() { GetStatus = HttpStatusCode.Redirect, Location = elsewhere.Url };
        MachineReport report = await Run(directory, Tiny, server.Url, token);
        Assert.That(report.Findings.Select(finding => finding.Code), Does.Contain(FindingCode.SchedulerUnreachable));
        Assert.That(elsewhere.Requests, Is.Empty);
    }

    private Task<MachineReport> Run(TemporaryDirectory directory, BenchPlan plan, Uri? scheduler, CancellationToken token) =>
        new MachineBench(TimeProvider.System)
            .RunAsync(new MachineBenchRequest { Directory = directory.Path, Scheduler = scheduler, Quick = true }, plan, _progress, token);

    private sealed class Recorder : IProgress<BenchProgress>
    {
        public ConcurrentQueue<BenchProgress> Events { get; } = [];

        public Action<BenchProgress> OnReport { get; set; } = _ => { };

        public void Report(BenchProgress value)
        {
            Events.Enqueue(value);
            OnReport(value);
        }
    }
}
