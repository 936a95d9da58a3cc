using DePin.Fakes;
using DePin.NodeAgent.Containers;
using DePin.Simulation.Jobs;

namespace DePin.Simulation.Nodes;

/// <summary>
/// A machine's container engine: the fake that the node's tests use and the conformance fixture holds, with jobs that write and end by
/// their script, and with restarts. It outlives the agent.
/// </summary>
internal sealed class ContainerEngine : IDisposable
{
    private readonly NodeMachine _machine;
    private readonly Dictionary<ContainerName, ContainerRecord> _running = [];

    /// <summary>What was written while the engine is away: it is read at its return, unless the container has ended by then.</summary>
    private readonly List<(ContainerRecord Container, byte[] Bytes)> _unread = [];
    private CancellationTokenSource _up = new();

    public ContainerEngine(NodeMachine machine)
    {
        _machine = machine;
        Fake = new FakeContainerRuntime(new MachineClock(machine)) { Jobs = spec => ScriptOf(spec.Name).Job };
        foreach (PlannedJob job in machine.World.Scenario.Jobs)
        {
            Fake.AddImage(job.EngineImage, job.Image.Value);
        }
    }

    public FakeContainerRuntime Fake { get; }

    public bool IsUp { get; private set; } = true;

    /// <summary>World time since when it is up without a break.</summary>
    public TimeSpan UpSince { get; private set; }

    /// <summary>The same on the machine's wall clock, as it is now.</summary>
    public DateTimeOffset Since => _machine.World.Wall(_machine.WallOffset) - (_machine.World.Clockwork.Time - UpSince);

    /// <summary>Cancelled when it goes away.</summary>
    public CancellationToken Away => _up.Token;

    public void Dispose() => _up.Dispose();

    /// <summary>A container was started for the first time: from here on it does what its script says.</summary>
    public void Began(ContainerName name)
    {
        World world = _machine.World;
        ContainerRecord record = new(_machine, name, world.AttemptOf(name)!.Id, ScriptOf(name), world.Clockwork.Time);
        world.Trace.Say($"{_machine.Name} {world.Label(record.Attempt)} begins, for {record.Script.Length.TotalSeconds:0.0} s");
        world.Containers.Add(record);
        _running[name] = record;
        foreach ((TimeSpan at, byte[] bytes) in record.Script.Writes)
        {
            world.Clockwork.After(at, () => Write(record, bytes));
        }

        world.Clockwork.After(record.Script.Length, () => End(record, record.Script.ExitCode, byItself: true));
        world.Changed = true;
    }

    /// <summary>Told of every container that something ended.</summary>
    public void Ended(ContainerName name, bool byItself)
    {
        if (_running.Remove(name, out ContainerRecord? record))
        {
            _machine.World.Trace.Say($"{_machine.Name} {_machine.World.Label(record.Attempt)} ended{(byItself ? " by itself" : "")}");
            record.Ended = _machine.World.Clockwork.Time;
            record.EndedByItself = byItself;
            _machine.World.Changed = true;
        }
    }

    public JobScript ScriptOf(ContainerName name) => _machine.World.ScriptOf(_machine.World.AttemptOf(name)
        ?? throw new InvalidOperationException($"{name} is asked for and no lease names it"));

    /// <summary>Goes away for a while.</summary>
    /// <param name="kills">It takes its containers with it; otherwise they run on, and who still runs at its return is read again.</param>
    public void Restart(TimeSpan away, bool kills)
    {
        if (!IsUp)
        {
            return;
        }

        _machine.World.Trace.Say($"{_machine.Name} engine goes away{(kills ? ", containers with it" : "")}");
        if (kills)
        {
            KillAll();
        }

        IsUp = false;
        _up.Cancel();
        _machine.World.Clockwork.After(away, Return);
    }

    public void KillAll()
    {
        foreach (ContainerRecord record in _running.Values.ToList())
        {
            End(record, 137, byItself: false);
        }
    }

    private void Return()
    {
        _machine.World.Trace.Say($"{_machine.Name} engine is back");
        _up.Dispose();
        _up = new CancellationTokenSource();
        IsUp = true;
        UpSince = _machine.World.Clockwork.Time;
        foreach ((ContainerRecord container, byte[] bytes) in _unread)
        {
            if (container.Runs)
            {
                Fake.Write(container.Name, bytes);
            }
            else
            {
                container.LostItsEnd = true;
            }
        }

        _unread.Clear();
    }

    private void Write(ContainerRecord record, byte[] bytes)
    {
        if (record.Runs)
        {
            record.Written.Write(bytes);
            if (IsUp)
            {
                Fake.Write(record.Name, bytes);
            }
            else
            {
                _unread.Add((record, bytes));
            }
        }
    }

    private void End(ContainerRecord record, int exitCode, bool byItself)
    {
        if (record.Runs)
        {
            Fake.End(record.Name, exitCode);
            Ended(record.Name, byItself);
        }
    }

    /// <summary>The engine stamps with the machine's wall clock.</summary>
    private sealed class MachineClock(NodeMachine machine) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => machine.World.Wall(machine.WallOffset);
    }
}
