using DePin.Attestation;
using DePin.Benchmark.Gpus;
using DePin.Fakes;
using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Attempts.Room;
using DePin.NodeAgent.Configuration;
using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Hosting;
using DePin.NodeAgent.Journal;
using DePin.NodeAgent.Scheduling;
using DePin.Protocol;
using DePin.Simulation.Clock;
using DePin.Simulation.Network;
using DePin.Simulation.Scheduling;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace DePin.Simulation.Nodes;

/// <summary>A node's machine: its disk, its engine, its clocks, and the agent that runs on it, or does not.</summary>
internal sealed class NodeMachine : IDisposable
{
    private const int DiskFullCode = 13;
    private static readonly Uri _url = new("http://scheduler.simulated");
    private readonly int _number;
    private Life _life;
    private NodeWork? _work;
    private long _bootedAt;

    public NodeMachine(World world, int number, string directory)
    {
        World = world;
        _number = number;
        Directory = System.IO.Directory.CreateDirectory(directory).FullName;
        File.Copy(Template.Journal, JournalPath);
        _life = new Life(world.Clockwork);
        _life.End();
        KernelBoot = NewBoot();
        Engine = new ContainerEngine(this);
    }

    public World World { get; }

    public string Name => $"n{_number}";

    public string Directory { get; }

    public string JournalPath => Path.Combine(Directory, NodeWork.JournalFileName);

    /// <summary>There are no GPUs.</summary>
    private string Nowhere => Path.Combine(Directory, "nowhere");

    public PrivateKey Key => Template.NodeKeys[_number];

    public Link Link { get; } = new();

    public ContainerEngine Engine { get; }

    public Guid KernelBoot { get; private set; }

    /// <summary>How far its wall clock is off.</summary>
    public TimeSpan WallOffset { get; set; }

    /// <summary>The agent runs.</summary>
    public bool IsUp => !_life.Ended;

    /// <summary>World time since when the agent runs without a break.</summary>
    public TimeSpan UpSince { get; private set; }

    /// <summary>The step the agent dies in; null: it lives.</summary>
    public CrashPoint? Mortal { get; set; }

    /// <summary>Until then nothing can be written to its disk, world time.</summary>
    public TimeSpan DiskFullUntil { get; set; }

    /// <summary>As the agent last knew it.</summary>
    public NodeJournal? Journal => _work?.Journal;

    /// <summary>What is on the engine, whether it answers or not.</summary>
    public OwnedObjects Owned
    {
        get
        {
            Task<OwnedObjects> listed = Engine.Fake.ListAsync(CancellationToken.None);
            return listed.Result;
        }
    }

    /// <summary>When something on this machine's boot clock comes to be, in world time.</summary>
    public TimeSpan WorldTime(TimeSpan onBootClock) => onBootClock + TimeSpan.FromTicks(_bootedAt);

    public void Start()
    {
        if (IsUp || _bootedAt > World.Clockwork.Now)
        {
            return;
        }

        World.Trace.Say($"{Name} starts");
        World.Mutant.AgentStarts(this);
        Life life = _life = new Life(World.Clockwork);
        UpSince = World.Clockwork.Time;
        life.Run(() => _ = WorkAsync(life));
        World.Changed = true;
    }

    /// <summary>The agent dies at once, and is started again after a while.</summary>
    public void Crash(TimeSpan away)
    {
        if (IsUp)
        {
            World.Trace.Say($"{Name} dies");
            _life.End();
            Mortal = null;
            _work?.Dispose();
            World.Mutant.AgentDied(this);
            World.Clockwork.After(away, Start);
        }
    }

    /// <summary>The world ends.</summary>
    public void Dispose()
    {
        _life.End();
        _work?.Dispose();
        Engine.Dispose();
    }

    /// <summary>Power is lost: containers end, another boot begins, and of the logs only what was synced is sure to be there.</summary>
    public void Reboot(TimeSpan away)
    {
        List<AttemptId> unsynced = IsUp && _work is { Journal: var journal }
            ? [.. journal.Attempts.Keys.Where(id => !journal.Read(() => journal.Spools.Log(id)).Complete)] : [];
        Crash(away);
        World.Trace.Say($"{Name} loses power");
        Engine.Restart(away * 0.9, kills: true);
        _bootedAt = World.Clockwork.Now + (away * 0.5).Ticks;
        KernelBoot = NewBoot();
        World.Clockwork.After(away, Start);
        foreach (string log in unsynced.Select(id => Path.Combine(Directory, "attempts", id.ToString(), "log")).Where(File.Exists))
        {
            using FileStream file = new(log, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            file.SetLength((long)(file.Length * World.Random.NextDouble()));
        }
    }

    private async Task WorkAsync(Life life)
    {
        LifeClock time = new(World.Clockwork, life, _bootedAt, () => World.Wall(WallOffset));
        try
        {
            _work = new NodeWork(Parts(life, time));
            await _work.RunAsync(CancellationToken.None);
            World.Fail("the agent's mistake", $"{Name} ended its work");
        }
        catch (Exception e) when (!life.Ended)
        {
            World.Fail("the agent's mistake", $"{Name} gave up: {e}");
        }
    }

    private NodeParts Parts(Life life, LifeClock time) => new()
    {
        Key = Key,
        Beneficiary = Address.Parse($"0x{_number + 1:x40}"),
        StateDirectory = Directory,
        Runtime = World.Mutant.Runtime(this, new EngineConnection(this, life)),
        Http = new SchedulerHttp(new Connection(this, life, World.Network), _url, time),
        Scheduler = new SchedulerEndpoint { Url = _url },
        Offer = new SteadyOffer(Template.Capacities[_number]),
        Room = new FakeRoom(),
        Reserve = RoomReserve.Of(0),
        MaxJobs = 8,
        GpuPaths = new GpuPaths(Nowhere, Nowhere, Nowhere),
        Time = time,
        KernelBoot = KernelBoot,
        Random = World.Random,
        Loggers = NullLoggerFactory.Instance,
        Rules = World.Mutant.Rules(new AgentRules
        {
            // Looks that find nothing cost a world the most.
            SampleEvery = TimeSpan.FromSeconds(20),
            MeasureDiskEvery = TimeSpan.FromSeconds(20),
            WatchDiskEvery = TimeSpan.FromSeconds(20),
            WatchRoomEvery = TimeSpan.FromMinutes(5),
            LookAtImagesEvery = TimeSpan.FromMinutes(5),
            LookAtClockEvery = TimeSpan.FromMinutes(1),
            OutputPartBytes = 700,
        }),
        Steps = new Steps((step, moment) => Reach(life, step, moment)),
    };

    private void Reach(Life life, Step step, StepMoment moment)
    {
        life.ThrowIfEnded();
        bool journals = step.ToString().StartsWith("Journal", StringComparison.Ordinal);
        if (journals)
        {
            if (moment == StepMoment.After)
            {
                World.Trace.Say($"{Name} {step}");
            }

            World.Mutant.Journals(this, moment);
            World.Changed = true;
        }

        if (journals && moment == StepMoment.Before && World.Clockwork.Time < DiskFullUntil)
        {
            throw new SqliteException("database or disk is full", DiskFullCode);
        }

        if (Mortal is { } point && point.Step == step && point.Moment == moment)
        {
            Mortal = point.Occurrence > 1 ? point with { Occurrence = point.Occurrence - 1 } : null;
            if (Mortal is null)
            {
                World.Trace.Say($"{Name} {moment} {step}");
                Crash(World.Scenario.Away(World.Random));
                life.ThrowIfEnded();
            }
        }
    }

    private Guid NewBoot()
    {
        byte[] bytes = new byte[16];
        World.Random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
