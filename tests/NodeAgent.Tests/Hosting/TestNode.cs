using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Attempts.Images;
using DePin.NodeAgent.Attempts.Room;
using DePin.NodeAgent.Configuration;
using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Hosting;
using DePin.NodeAgent.Proving;
using DePin.NodeAgent.Scheduling;
using DePin.NodeAgent.Tests.Gpus;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DePin.NodeAgent.Tests.Hosting;

/// <summary>
/// A node that works for a <see cref="FakeScheduler"/> on a <see cref="FakeContainerRuntime"/>, and can be killed and
/// started again.
/// </summary>
internal sealed class TestNode : IDisposable
{
    public static readonly AgentRules Fast = new()
    {
        LookEvery = TimeSpan.FromMilliseconds(200),
        ListEvery = TimeSpan.FromMilliseconds(200),
        EngineRetry = (TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(20)),
        SchedulerRetry = (TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(20)),
        ProofRetry = (TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(20)),
        PullRetry = (TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(5)),
        SampleEvery = TimeSpan.FromMilliseconds(20),
        LookAtClockEvery = TimeSpan.FromMilliseconds(20),
        MeasureDiskEvery = TimeSpan.FromMilliseconds(20),
        WatchDiskEvery = TimeSpan.FromMilliseconds(20),
        LookAtGpusEvery = TimeSpan.FromMilliseconds(20),
        WatchRoomEvery = TimeSpan.FromMilliseconds(20),
        LookAtImagesEvery = TimeSpan.FromMilliseconds(20),
        JournalLogEvery = TimeSpan.FromMilliseconds(1),
        OutputPartBytes = 1000,
    };

    private readonly string _directory = Directory.CreateTempSubdirectory("depin-node-test-").FullName;

    public TestNode()
    {
        Clock = new SetClock();
        Engine = new FakeContainerRuntime(Clock);
        Image = Engine.AddImage(EngineImage.Parse("registry.test/job:1"), Hash32.Sha256("job"u8));
        Engine.Jobs = _ => Job;
    }

    /// <summary>This machine's clock; the engine shows the same.</summary>
    public SetClock Clock { get; }

    public FakeContainerRuntime Engine { get; }

    public FakeRoom Room { get; } = new();

    public FakeScheduler Scheduler { get; } = new();

    public TestGpus Gpus { get; } = new();

    public PrivateKey Key { get; } = PrivateKey.Create();

    /// <summary>The image of <see cref="Spec"/>, by digest.</summary>
    public EngineImage Image { get; }

    /// <summary>What every container does.</summary>
    public FakeJob Job { get; set; } = new()
    {
        Log = "hello\nworld\n"u8.ToArray(),
        Files = new Dictionary<string, byte[]> { ["/outputs/model.bin"] = new byte[2500], ["/outputs/sub/report.txt"] = "ok"u8.ToArray() },
    };

    /// <summary>What it offers.</summary>
    public SignedCapacity? Capacity { get; set; }

    public AgentRules Rules { get; set; } = Fast;

    public GpuProver? Prover { get; set; }

    public ImageRules Images { get; set; } = ImageRules.Default;

    public SchedulerEndpoint Endpoint { get; set; } = new() { Url = new Uri("http://scheduler.test") };

    public string StateDirectory => _directory;

    public string JournalFile => Path.Combine(_directory, NodeWork.JournalFileName);

    public JobSpec Spec => new()
    {
        Name = "job",
        Image = DePin.Protocol.Jobs.ImageReference.Parse(Image.ToString()),
        Command = ["run"],
        Outputs = [ContainerPath.Parse("/outputs")],
        Resources = new JobResources { Disk = ByteSize.FromMebibytes(10) },
    };

    /// <summary>Starts the agent's work on this node's state directory.</summary>
    public NodeWork Work(Steps? steps = null, IContainerRuntime? runtime = null, HttpMessageHandler? network = null) => new(new NodeParts
    {
        Key = Key,
        Beneficiary = Address.Parse("0x00000000000000000000000000000000000000bb"),
        StateDirectory = _directory,
        Runtime = runtime ?? Engine,
        Http = new SchedulerHttp(network ?? new Through(Scheduler), Endpoint.Url, TimeProvider.System),
        Scheduler = Endpoint,
        Offer = new FixedOffer(Capacity),
        Room = Room,
        Reserve = RoomReserve.Of(0),
        Images = Images,
        MaxJobs = 8,
        Time = Clock,
        Loggers = Loggers,
        Rules = Rules,
        Prover = Prover,
        GpuPaths = Gpus.Paths,
        Steps = steps ?? Steps.Unwatched,
    });

    /// <summary>Set <c>DEPIN_TEST_LOG</c> to see what the agent says.</summary>
    private static ILoggerFactory Loggers => Environment.GetEnvironmentVariable("DEPIN_TEST_LOG") is null
        ? NullLoggerFactory.Instance
        : LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Debug).AddSimpleConsole(console => console.SingleLine = true));

    /// <summary>Works until <paramref name="until"/> has completed.</summary>
    public Task WorkUntilAsync(Func<NodeWork, Task> until, CancellationToken token) => WorkUntilAsync(Work(), until, token);

    /// <summary>Works on <paramref name="runtime"/> until <paramref name="until"/> has completed.</summary>
    public Task WorkUntilAsync(IContainerRuntime runtime, Func<NodeWork, Task> until, CancellationToken token) =>
        WorkUntilAsync(Work(runtime: runtime), until, token);

    /// <summary>Has <paramref name="begun"/> work until <paramref name="until"/> has completed.</summary>
    public static async Task WorkUntilAsync(NodeWork begun, Func<NodeWork, Task> until, CancellationToken token)
    {
        using NodeWork work = begun;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(token);
        Task running = work.RunAsync(stop.Token);
        await await Task.WhenAny(running, until(work));
        await stop.CancelAsync();
        await running;
    }

    /// <summary>Works until the scheduler has the attempt's attestation and the node has cleaned up after it.</summary>
    public async Task FinishAsync(Lease lease, CancellationToken token) =>
        await WorkUntilAsync(work => EndedAsync(work, lease, token), token);

    /// <summary>Waits until the node says that a job's container runs.</summary>
    public Task RunningAsync(CancellationToken token) => Scheduler.UntilAsync(
        () => Scheduler.Events.OfType<PhaseChanged>().Any(told => told.Phase == AttemptPhase.Running), token);

    public static Task EndedAsync(NodeWork work, Lease lease, CancellationToken token) =>
        ReachedAsync(work, lease, state => state is AttemptState.Ended, token);

    /// <summary>Waits until the attempt is in the journal in a state that <paramref name="holds"/>.</summary>
    public static async Task ReachedAsync(NodeWork work, Lease lease, Func<AttemptState, bool> holds, CancellationToken token)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look()
        {
            if (work.Journal.Find(lease.Attempt) is { State: var state } && holds(state))
            {
                reached.TrySetResult();
            }
        }

        work.Journal.Changed += Look;
        Look();
        await reached.Task.WaitAsync(token);
    }

    /// <summary>Waits until <paramref name="holds"/>, for what nobody announces.</summary>
    public static async Task UntilAsync(Func<bool> holds, CancellationToken token)
    {
        while (!holds())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, token);
        }
    }

    public static ContainerName Container(Lease lease) => ContainerName.Of(lease.Attempt, lease.Epoch);

    /// <summary>What was attested of the attempt.</summary>
    public WorkAttestation Message(Lease lease) => Scheduler.Lease(lease.Attempt).Envelope!.Message;

    public void Dispose()
    {
        Scheduler.Dispose();
        Gpus.Dispose();
        Key.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>The scheduler outlives the clients that a test makes of it.</summary>
    private sealed class Through(HttpMessageHandler scheduler) : DelegatingHandler(scheduler)
    {
        // CA2215 is what this is for: the base would dispose the scheduler that other clients still use.
        [System.Diagnostics.CodeAnalysis.SuppressMessage("Usage", "CA2215", Justification = "the scheduler lives on")]
        protected override void Dispose(bool disposing)
        {
        }
    }

    private sealed class FixedOffer(SignedCapacity? capacity) : IOffer
    {
        public long CapacityVersion => capacity is null ? 0 : 1;

        public SignedCapacity? Capacity => capacity;

        public bool Accepting => true;
    }
}
