using DePin.NodeAgent.Containers;
using DePin.Protocol;
using DePin.Scheduler.Store;
using DePin.Simulation.Clock;
using DePin.Simulation.Invariants;
using DePin.Simulation.Jobs;
using DePin.Simulation.Mutants;
using DePin.Simulation.Network;
using DePin.Simulation.Nodes;
using DePin.Simulation.Scheduling;

namespace DePin.Simulation;

/// <summary>
/// A scheduler, some nodes and what happens to them, all of it following from one seed. Everything that decides is the product's own code;
/// the container engine, the network, time and death are simulated.
/// </summary>
internal sealed class World : IDisposable
{
    /// <summary>The wall clocks' time at the world's beginning.</summary>
    public static readonly DateTimeOffset Epoch = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The rule of the simulation itself.</summary>
    public const string OneThread = "one thread";

    private static readonly TimeSpan _look = TimeSpan.FromSeconds(2);
    private readonly IReadOnlyList<Invariant> _invariants = Invariant.All();
    private readonly string _directory;
    private Violation? _violation;

    /// <param name="directory">Its disks; made here and removed with it.</param>
    /// <param name="also">Told every line of the trace, or null.</param>
    public World(int seed, Mutant mutant, string directory, Action<string>? also)
    {
        _directory = System.IO.Directory.CreateDirectory(directory).FullName;
        Mutant = mutant;
        Scenario = Scenario.Of(seed);
        Random = new Random(seed);
        Trace = new Trace(Clockwork) { Also = also };
        Scheduler = new SchedulerMachine(this, System.IO.Directory.CreateDirectory(Path.Combine(directory, "scheduler")).FullName);
        Network = new SimulatedNetwork(Clockwork, Random, Trace, Scheduler) { Weather = Scenario.Weather };
        Submitter = new Submitter(this);
        Nodes = [.. Enumerable.Range(0, Scenario.Nodes)
            .Select(number => new NodeMachine(this, number, Path.Combine(directory, $"n{number}")))];
    }

    public Clockwork Clockwork { get; } = new();

    public Scenario Scenario { get; }

    public Mutant Mutant { get; }

    public Random Random { get; }

    public Trace Trace { get; }

    public SimulatedNetwork Network { get; }

    public SchedulerMachine Scheduler { get; }

    public IReadOnlyList<NodeMachine> Nodes { get; }

    public Submitter Submitter { get; }

    public Books Books { get; } = new();

    /// <summary>Every container that ever ran.</summary>
    public List<ContainerRecord> Containers { get; } = [];

    /// <summary>Something happened that an invariant may speak of.</summary>
    public bool Changed { get; set; }

    public DateTimeOffset Wall(TimeSpan offset) => Epoch + Clockwork.Time + offset;

    public AttemptRow? AttemptOf(ContainerName name) => Books.ByContainer.GetValueOrDefault(name);

    public JobScript ScriptOf(AttemptRow attempt) => PlanOf(attempt.Job).Script(Scenario.Seed, attempt.Epoch);

    public PlannedJob PlanOf(JobId job) => Scenario.Jobs.First(plan => plan.Name == Books.Jobs[job].Spec.Name);

    /// <summary>An attempt as the trace names it: job and epoch.</summary>
    public string Label(AttemptId attempt) =>
        Books.Attempts.TryGetValue(attempt, out AttemptRow? row) ? $"{Books.Jobs[row.Job].Spec.Name}.{row.Epoch}" : attempt.Short;

    /// <summary>The run ends here; the first reason stands.</summary>
    public void Fail(string invariant, string what) => _violation ??= new Violation(invariant, what);

    public void SchedulerStarted()
    {
        foreach (Invariant invariant in _invariants)
        {
            Require(invariant, invariant.CheckStart(this));
        }
    }

    /// <summary>The scheduler made durable what it had decided, and its replies have not left.</summary>
    public void SchedulerStepped()
    {
        Changed = true;
        foreach (Invariant invariant in _invariants)
        {
            invariant.Note(this);
        }
    }

    /// <summary>A node's message as it leaves the node.</summary>
    public void Sent(NodeMachine node, WireCall call)
    {
        foreach (Invariant invariant in _invariants)
        {
            Require(invariant, invariant.CheckSent(node, call));
        }
    }

    /// <summary>Lets everything happen until all is at rest, or an invariant breaks.</summary>
    public RunReport Run()
    {
        Begin();
        TimeSpan look = _look;
        bool done = false;
        while (_violation is null && !done && Step())
        {
            if (Changed)
            {
                Changed = false;
                Check(invariant => invariant.Check(this));
            }

            if (Clockwork.Time >= look)
            {
                look = Clockwork.Time + _look;
                done = IsAtRest();
            }

            if (Clockwork.Foreign is { } stack)
            {
                Fail(OneThread, $"a continuation came from another thread: {stack}");
            }
        }

        return new RunReport(
            Scenario.Seed, _violation, Trace.Hash, [.. Trace.Tail], Clockwork.Time, Books.Attempts.Count, Books.Attestations.Count);
    }

    public void Dispose()
    {
        foreach (NodeMachine node in Nodes)
        {
            node.Dispose();
        }

        Scheduler.Dispose();
        System.IO.Directory.Delete(_directory, recursive: true);
    }

    private bool Step()
    {
        try
        {
            return Clockwork.RunNext();
        }
        catch (Exception e)
        {
            Fail("no exception goes unhandled", $"{e}");
            return false;
        }
    }

    private void Begin()
    {
        Scheduler.Start();
        foreach (NodeMachine node in Nodes)
        {
            Clockwork.After(TimeSpan.FromSeconds(2 * Random.NextDouble()), node.Start);
        }

        foreach ((TimeSpan at, Fault fault) in Scenario.Faults)
        {
            Clockwork.After(at, () => Strike(fault));
        }

        Clockwork.After(Scenario.CalmAt, Calm);
        Submitter.Begin();
    }

    private void Strike(Fault fault)
    {
        Trace.Say($"{fault}");
        fault.Strike(this);
    }

    private void Calm()
    {
        Trace.Say("calm");
        Network.Weather = Weather.Calm;
        Scheduler.Mortal = null;
        Scheduler.Start();
        foreach (NodeMachine node in Nodes)
        {
            node.Mortal = null;
            node.DiskFullUntil = TimeSpan.Zero;
            (node.Link.UpIsCut, node.Link.DownIsCut) = (false, false);
            node.Start();
        }
    }

    /// <summary>Nothing is left to do. What then does not hold will never hold.</summary>
    private bool IsAtRest()
    {
        Check(invariant => invariant.Check(this));
        string? busy = Rest.WhyNot(this);
        if (busy is null)
        {
            Check(invariant => invariant.CheckAtRest(this));
            return true;
        }

        if (Clockwork.Time > Scenario.RestBy)
        {
            Fail("all comes to rest", busy);
        }

        return false;
    }

    private void Check(Func<Invariant, string?> check)
    {
        foreach (Invariant invariant in _invariants)
        {
            Require(invariant, check(invariant));
        }
    }

    private void Require(Invariant invariant, string? broken)
    {
        if (broken is not null)
        {
            Fail(invariant.Name, broken);
        }
    }
}
