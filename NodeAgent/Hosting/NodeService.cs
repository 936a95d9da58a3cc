using DePin.Attestation;
using DePin.Attestation.Keystores;
using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Attempts.Images;
using DePin.NodeAgent.Attempts.Room;
using DePin.NodeAgent.Attesting;
using DePin.NodeAgent.Configuration;
using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Gpus.Worker;
using DePin.NodeAgent.Journal;
using DePin.NodeAgent.Measuring;
using DePin.NodeAgent.Owner;
using DePin.NodeAgent.Proving;
using DePin.NodeAgent.Scheduling;

namespace DePin.NodeAgent.Hosting;

/// <summary>
/// The service: (1) this state directory is ours alone, (2) the key, (3) the journal, (4) the loops, (5) tell systemd and the owner, until
/// stopped. Containers run on when it stops.
/// </summary>
public static partial class NodeService
{
    private static readonly TimeSpan _publishEvery = TimeSpan.FromSeconds(1);

    /// <summary>Runs until <paramref name="token"/> is cancelled, or until it cannot go on.</summary>
    /// <param name="configuration">What was read at the start.</param>
    /// <param name="read">Reads it again.</param>
    /// <param name="token">Stops the service.</param>
    public static async Task<ExitCode> RunAsync(
        NodeOptionsResult.Valid configuration, Func<NodeOptionsResult> read, CancellationToken token)
    {
        NodeOptions options = configuration.Options;
        var settings = new LiveSettings(configuration);
        var level = new LevelSwitch(options.LogLevel);
        using ILoggerFactory loggers = AgentLog.Open(level);
        ILogger logger = loggers.CreateLogger("DePin.NodeAgent");
        try
        {
            Directory.CreateDirectory(options.StateDirectory, OwnerOnly.DirectoryMode);
            using FileStream ours = StateLock.Take(options.StateDirectory);
            using PrivateKey key = NodeKey.Open(options.Key);

            // After the key, which is refused where others could read it.
            foreach (string sentence in OwnerOnly.Tighten(options.StateDirectory, IsOurs))
            {
                Log.WasOpen(logger, sentence);
            }

            await ServeByTrueJournalAsync(new Reload(settings, read, level), key, loggers, logger, token);
            return ExitCode.Ok;
        }
        catch (KeyFileException e)
        {
            Log.CannotStart(logger, e.Message);
            return ExitCode.KeyUnusable;
        }
        catch (Exception e) when (e is JournalUnusableException or FormatException)
        {
            Log.CannotStart(logger, e.Message);
            return ExitCode.Configuration;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SocketTakenException or JournalStaleException)
        {
            Log.CannotStart(logger, e.Message);
            return ExitCode.NotWell;
        }
    }

    /// <summary>
    /// A journal that turns out to be older than what the scheduler has is put aside, and a new one begun, once: leases come again from
    /// the scheduler, containers are found by their labels, and the chain goes on behind the last attestation that was accepted.
    /// </summary>
    private static async Task ServeByTrueJournalAsync(
        Reload reload, PrivateKey key, ILoggerFactory loggers, ILogger logger, CancellationToken token)
    {
        try
        {
            await ServeAsync(reload, key, loggers, token);
        }
        catch (JournalStaleException e)
        {
            string journal = Path.Combine(reload.Settings.Options.StateDirectory, NodeWork.JournalFileName);
            string kept = JournalQuarantine.Move(journal, TimeProvider.System.GetUtcNow());
            Log.BeginsAnew(logger, e.Message, kept);
            await ServeAsync(reload, key, loggers, token);
        }
    }

    private static async Task ServeAsync(Reload reload, PrivateKey key, ILoggerFactory loggers, CancellationToken token)
    {
        NodeOptions options = reload.Settings.Options;
        var time = new BootClock();
        await using ServiceProvider engine = new ServiceCollection()
            .AddSingleton<TimeProvider>(time)
            .AddSingleton(loggers)
            .AddLogging()
            .AddContainers(options.Containers, key.Address)
            .BuildServiceProvider();
        var runtime = engine.GetRequiredService<IContainerRuntime>();
        var offer = new MachineOffer(options, key, runtime, time, loggers.CreateLogger<MachineOffer>());
        string? gpuRoot = Environment.GetEnvironmentVariable(WorkerStart.RootVariable);
        var worker = new WorkerStart(gpuRoot, options.Gpus.AcceptSimulated, Path.Combine(options.StateDirectory, WorkerStart.CacheName));
        using SchedulerHttp http = SchedulerHttp.To(options.Scheduler, time);
        using var work = new NodeWork(new NodeParts
        {
            Key = key,
            Beneficiary = options.Beneficiary,
            StateDirectory = options.StateDirectory,
            Runtime = runtime,
            Http = http,
            Scheduler = options.Scheduler,
            Offer = offer,
            Room = new HostRoom(() => EngineDisk.Of(offer.Engine?.DataRoot, options.StateDirectory)),
            Reserve = RoomReserve.Of(options.Offer.ReserveDiskBytes),
            Images = new ImageRules(options.Containers.MaxImageBytes, options.Containers.ImageCacheBytes),
            MaxJobs = options.Offer.MaxJobs,
            GpuPaths = WorkerStart.PathsOf(gpuRoot),
            Prover = GpuProvers.Of(worker, time),
            Time = time,
            Loggers = loggers,
            OciRuntime = options.Containers.Runtime,
            Steps = CrashSteps(),
        });
        await using var gpus = new GpuLoop(work.Gpus, worker, time, loggers.CreateLogger<GpuLoop>());
        using SystemdNotifier systemd = SystemdNotifier.FromEnvironment(Environment.GetEnvironmentVariable);
        using var reloading = new Reloading(
            reload.Settings, reload.Read, work, offer, reload.Level, systemd, loggers.CreateLogger<Reloading>());
        var view = new OwnerView(options, key.Address, work, offer, gpus, reloading, time);
        var board = new OwnerBoard(view.Snapshot());
        var control = new OwnerControl(work.Journal, work.Spools, Told, time, BootClock.KernelBoot)
        {
            Reloads = reloading.Reload,
            Prunes = work.PruneAsync,
        };
        await using OwnerApi api = await OwnerApi.StartAsync(options.Socket, board, control, loggers, token);
        await RunAsync([.. engine.GetServices<IHostedService>()], work, offer, gpus, board, view, systemd, time, token);

        void Told()
        {
            work.Sync.TellNow();
            board.Publish(view.Snapshot());
        }
    }

    private static async Task RunAsync(
        IReadOnlyList<IHostedService> containerLoops, NodeWork work, MachineOffer offer, GpuLoop gpus, OwnerBoard board, OwnerView view,
        SystemdNotifier systemd, BootClock time, CancellationToken token)
    {
        using var together = CancellationTokenSource.CreateLinkedTokenSource(token);
        foreach (IHostedService loop in containerLoops)
        {
            await loop.StartAsync(together.Token);
        }

        Task[] loops =
        [
            work.RunAsync(together.Token),
            offer.RunAsync(() => gpus.Inventory, work.Journal, work.Sync.FirstAnswer, work.Sync.TellNow, together.Token),
            gpus.RunAsync(together.Token),
            PublishAsync(board, view, systemd, time, together.Token),
        ];
        systemd.Ready();
        await Task.WhenAny(loops);
        systemd.Stopping();
        await together.CancelAsync();
        try
        {
            await Task.WhenAll(loops);
        }
        catch (OperationCanceledException) when (!loops.Any(loop => loop.IsFaulted))
        {
            // Told to stop.
        }

        foreach (IHostedService loop in containerLoops)
        {
            await loop.StopAsync(CancellationToken.None);
        }
    }

    /// <summary>Shows the owner and systemd how things are, and that this process still gets round to it.</summary>
    private static async Task PublishAsync(
        OwnerBoard board, OwnerView view, SystemdNotifier systemd, BootClock time, CancellationToken token)
    {
        TimeSpan every = systemd.WatchdogEvery is { } watchdog && watchdog < _publishEvery ? watchdog : _publishEvery;
        using var timer = new PeriodicTimer(every, time);
        do
        {
            board.Publish(view.Snapshot());
            systemd.Status(view.Line());
            systemd.Alive();
        }
        while (await timer.WaitForNextTickAsync(token));
    }

    private static bool IsOurs(string name) =>
        name is StateLock.FileName or WorkerStart.CacheName or KeySource.DefaultFileName
            or MeasuredMachine.HistoryFile or MeasuredGpus.HistoryFile
        || NodeWork.IsOurs(name);

    private static Steps CrashSteps()
    {
        IConfiguration environment = new ConfigurationBuilder().AddEnvironmentVariables("DEPIN_").Build();
        string? text = environment[CrashPoint.Key];
        return text switch
        {
            null or "" => Steps.Unwatched,
            _ when CrashPoint.TryParse(text, out CrashPoint? point) => point.Arm(),
            _ =>
                throw new FormatException(
                    $"DEPIN_{CrashPoint.Key}={text} names no step: write step[:before|after[:n]], such as CreateContainer:after:1"),
        };
    }

    /// <summary>What a reload needs of the start.</summary>
    private sealed record Reload(LiveSettings Settings, Func<NodeOptionsResult> Read, LevelSwitch Level);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{Sentence}")]
        public static partial void WasOpen(ILogger logger, string sentence);

        [LoggerMessage(
            LogLevel.Error,
            "{Problem}. It was probably restored from a copy. It was moved to {Kept}, and a new one begins: leases come again from the "
            + "scheduler, and containers are found by their labels.")]
        public static partial void BeginsAnew(ILogger logger, string problem, string kept);

        [LoggerMessage(LogLevel.Critical, "The node cannot run: {Problem}")]
        public static partial void CannotStart(ILogger logger, string problem);
    }
}
