using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Attempts.Images;
using DePin.NodeAgent.Attempts.Room;
using DePin.NodeAgent.Attesting;
using DePin.NodeAgent.Checkpoints;
using DePin.NodeAgent.Gpus;
using DePin.NodeAgent.Journal;
using DePin.NodeAgent.Owner;
using DePin.NodeAgent.Proving;
using DePin.NodeAgent.Scheduling;

namespace DePin.NodeAgent.Hosting;

/// <summary>
/// The node's work: six loops over one journal. The sync loop brings leases and renews them, the event loop tells what happened, the
/// reconciler runs the attempts, the guard keeps room on the disk, the keeper removes images, and challenges to the GPUs are answered.
/// Stopping it leaves containers running; starting it again on the same journal adopts them.
/// </summary>
public sealed class NodeWork : IDisposable
{
    public const string JournalFileName = "journal.db";
    private const string SpoolDirectoryName = "attempts";
    private const string JournalPrefix = "journal.";
    private readonly EventLoop _events;
    private readonly Reconciler _reconciler;
    private readonly RoomGuard _guard;
    private readonly ProofLoop _proofs;
    private readonly ImageKeeper _images;
    private readonly SpoolDirectory _spools;
    private readonly GpuHost _gpus;
    private readonly Workbench _bench;

    /// <summary>A name in the state directory: is it the work's?</summary>
    public static bool IsOurs(string name) =>
        name == SpoolDirectoryName || name.StartsWith(JournalPrefix, StringComparison.Ordinal);

    /// <exception cref="JournalUnusableException">The journal is damaged, or another node's.</exception>
    public NodeWork(NodeParts parts)
    {
        Journal = NodeJournal.Open(Path.Combine(parts.StateDirectory, JournalFileName), parts.Key.Address, parts.Steps, parts.Time,
            parts.KernelBoot);
        Clock = new SchedulerClock(parts.Time, parts.Rules.ClockTolerance);
        var session = new SchedulerSession(
            parts.Http, parts.Key, parts.Scheduler, Journal, Clock, parts.Time, parts.Loggers.CreateLogger<SchedulerSession>());
        _spools = new SpoolDirectory(Path.Combine(parts.StateDirectory, SpoolDirectoryName));
        _gpus = new GpuHost(parts.GpuPaths, parts.Time);
        var client = new SchedulerClient(parts.Http, session);
        Engine = new EngineHealth(
            parts.Rules, Journal, parts.Time, parts.Random, parts.Loggers.CreateLogger<EngineHealth>());
        Room = new RoomBoard(parts.Room, parts.Reserve, _spools);
        Workbench bench = _bench = new Workbench
        {
            Runtime = parts.Runtime,
            Journal = Journal,
            Scheduler = client,
            Progress = new ProgressBoard(),
            Spools = _spools,
            Engine = Engine,
            Room = Room,
            Images = parts.Images,
            Steps = parts.Steps,
            Rules = parts.Rules,
            Gpus = _gpus,
            Time = parts.Time,
            Clock = Clock,
            KernelBoot = parts.KernelBoot,
            Random = parts.Random,
            OciRuntime = parts.OciRuntime,
        };
        Sync = new SyncLoop(client, bench, parts.Offer, parts.Loggers.CreateLogger<SyncLoop>());
        _guard = new RoomGuard(bench, Sync.TellNow, parts.Loggers.CreateLogger<RoomGuard>());
        var proof = new ProofRun(Journal, client, parts.Key, parts.Prover, bench, parts.Loggers.CreateLogger<ProofRun>());
        _proofs = new ProofLoop(Journal, proof);
        _images = new ImageKeeper(bench, parts.Loggers.CreateLogger<ImageKeeper>());
        _events = new EventLoop(client, bench, parts.Loggers.CreateLogger<EventLoop>());
        _reconciler = new Reconciler(
            bench, Stages(bench, _images, parts), Sync.FirstAnswer, parts.MaxJobs, parts.Loggers.CreateLogger<Reconciler>());
    }

    public NodeJournal Journal { get; }

    public EngineHealth Engine { get; }

    public RoomBoard Room { get; }

    /// <summary>Where logs and outputs lie on their way.</summary>
    public SpoolDirectory Spools => _spools;

    /// <summary>What the machine's files say of its GPUs.</summary>
    public GpuHost Gpus => _gpus;

    public SyncLoop Sync { get; }

    public SchedulerClock Clock { get; }

    /// <summary>Removes images of jobs as the owner wants.</summary>
    /// <exception cref="Containers.EngineUnavailableException"/>
    public async Task<PruneReport> PruneAsync(PruneOrder order, CancellationToken token)
    {
        (IReadOnlyList<PulledImage> gone, IReadOnlyList<PulledImage> left) = await _images.PruneAsync(
            order.KeepBytes, order.DryRun, token);
        return new PruneReport
        {
            DryRun = order.DryRun,
            Removed = [.. gone.Select(image => new PrunedImage(image.Name, image.Bytes, image.UsedAt))],
            LeftUnused = left.Count,
            LeftUnusedBytes = left.Sum(image => image.Bytes),
        };
    }

    /// <summary>Attempts that may have a container at once.</summary>
    public int MaxJobs => _reconciler.MaxJobs;

    /// <summary>From now on these limits hold; what they no longer allow is not ended for it.</summary>
    public void Adopt(int maxJobs, RoomReserve reserve, ImageRules images)
    {
        Room.Reserve = reserve;
        _bench.Images = images;
        _reconciler.MaxJobs = maxJobs;
    }

    public void Dispose()
    {
        _gpus.Dispose();
        Journal.Dispose();
    }

    /// <summary>Works until <paramref name="token"/> is cancelled. Throws when a loop found a mistake in this program.</summary>
    public async Task RunAsync(CancellationToken token)
    {
        RemoveForgottenSpools();

        // What the kernel logged before is told from what it logs from now on.
        _gpus.AddLog(new GpuSight());
        using var together = CancellationTokenSource.CreateLinkedTokenSource(token);
        Task[] loops =
        [
            Sync.RunAsync(together.Token), _events.RunAsync(together.Token), _reconciler.RunAsync(together.Token),
            _guard.RunAsync(together.Token), _images.RunAsync(together.Token), _proofs.RunAsync(together.Token),
        ];
        await Task.WhenAny(loops);
        together.Cancel();
        try
        {
            await Task.WhenAll(loops);
        }
        catch (OperationCanceledException) when (together.IsCancellationRequested && !loops.Any(loop => loop.IsFaulted))
        {
            // Told to stop.
        }
    }

    private static AttemptStages Stages(Workbench bench, ImageKeeper images, NodeParts parts)
    {
        var follower = new LogFollower(bench);
        var files = new FileSender(bench.Rules, parts.Loggers.CreateLogger<FileSender>());
        var taking = new CheckpointTaking(bench);
        var checkpoints = new CheckpointDelivery(bench, files, parts.Loggers.CreateLogger<CheckpointDelivery>());
        var signing = new Signing(bench.Journal, parts.Key, parts.Steps);
        return new AttemptStages(
            bench,
            new Preparation(bench, new ImageFetch(bench, images), new InputFetch(bench), new CheckpointFetch(bench)),
            new Start(bench),
            new Supervision(bench, follower, taking, checkpoints, parts.Loggers.CreateLogger<CheckpointLoop>()),
            new Collection(bench, follower, taking),
            new Sealing(bench.Journal, parts.Key.Address, parts.Beneficiary),
            new Delivery(bench, files, checkpoints, signing, parts.Loggers.CreateLogger<Delivery>()));
    }

    /// <summary>What an attempt that the journal does not know left in the spool.</summary>
    private void RemoveForgottenSpools()
    {
        foreach (Protocol.AttemptId id in _spools.Present().Where(id => Journal.Find(id) is null or { State: AttemptState.Ended }))
        {
            _spools.Remove(id);
        }
    }
}
