using DePin.Attestation;
using DePin.Protocol;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Server;
using DePin.Simulation.Network;

namespace DePin.Simulation.Scheduling;

/// <summary>The scheduler's machine: its disk, its clock, and the program that runs on it, or does not.</summary>
internal sealed class SchedulerMachine : IDisposable
{
    private readonly World _world;
    private readonly List<Action> _broken = [];
    private SchedulerProgram? _program;

    public SchedulerMachine(World world, string directory)
    {
        _world = world;
        Directory = directory;
        foreach (string part in (string[])["logs", "blobs", "uploads"])
        {
            System.IO.Directory.CreateDirectory(Path.Combine(directory, part));
        }

        File.Copy(Template.Store, Path.Combine(directory, Template.StoreName));
    }

    public string Directory { get; }

    public bool IsUp => _program is not null;

    /// <summary>What the engine decides by; null while it does not run.</summary>
    public EngineState? State => _program?.State;

    /// <summary>How far its wall clock is off.</summary>
    public TimeSpan WallOffset { get; set; }

    /// <summary>After so many more writes of the engine it dies, before the write or right after it; null: it lives.</summary>
    public (int Writes, bool Before)? Mortal { get; set; }

    public SchedulerOptions Options { get; } = new() { SessionLifetime = TimeSpan.FromMinutes(5) };

    public Func<JobId> NewId => () =>
    {
        byte[] bytes = new byte[Hash32.Size];
        _world.Random.NextBytes(bytes);
        return new JobId(new Hash32(bytes));
    };

    public void Start()
    {
        if (_program is null)
        {
            _world.Trace.Say("scheduler starts");
            _program = new SchedulerProgram(_world, this);
            _world.Mutant.Loaded(_program.State!);
            _world.SchedulerStarted();
            Tick(_program);
        }
    }

    /// <summary>Dies at once, and comes back after a while.</summary>
    public void Crash(TimeSpan away)
    {
        if (_program is not { } program)
        {
            return;
        }

        _world.Trace.Say("scheduler dies");
        _program = null;
        Mortal = null;
        program.Dispose();
        _world.Mutant.SchedulerDied(this);
        List<Action> broken = [.. _broken];
        _broken.Clear();
        broken.ForEach(tell => tell());
        _world.Clockwork.After(away, Start);
    }

    /// <summary>The world ends.</summary>
    public void Dispose() => _program?.Dispose();

    /// <summary>Takes a request; one of the two is told, once.</summary>
    public void Handle(WireCall call, Action<WireAnswer> answered, Action broken)
    {
        if (_program is not { } program)
        {
            broken();
            return;
        }

        _broken.Add(broken);
        program.Handle(call, answer =>
        {
            _broken.Remove(broken);
            answered(answer);
        });
    }

    private void Tick(SchedulerProgram program)
    {
        if (_program == program)
        {
            program.Tick();
            _world.Clockwork.After(TimeSpan.FromSeconds(1), () => Tick(program));
        }
    }
}
