using DePin.Attestation;
using DePin.Protocol;
using DePin.Protocol.Wire;
using DePin.Scheduler.Artifacts;
using DePin.Scheduler.Attestations;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Jobs;
using DePin.Scheduler.Logs;
using DePin.Scheduler.Nodes;
using DePin.Scheduler.Server;
using DePin.Scheduler.Store;
using DePin.Scheduler.Tokens;
using DePin.Simulation.Clock;
using DePin.Simulation.Network;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace DePin.Simulation.Scheduling;

/// <summary>One life of the scheduler: all of it but the server and the threads, which the world's steps take the place of.</summary>
internal sealed class SchedulerProgram : IDisposable
{
    /// <summary>Its monotonic clock when the world begins.</summary>
    public static readonly TimeSpan Zero = TimeSpan.FromDays(1);

    private static readonly TimeSpan _dies = TimeSpan.FromSeconds(90);
    private readonly World _world;
    private readonly SchedulerMachine _machine;
    private readonly Life _life;
    private readonly SqliteStore _store;
    private readonly StoreReader _reader;
    private readonly LogStore _logs;
    private readonly PartUploads _uploads;
    private readonly SchedulerEngine _engine;
    private readonly ProgramServices _services = new();
    private bool _writes;

    public SchedulerProgram(World world, SchedulerMachine machine)
    {
        _world = world;
        _machine = machine;
        _life = new Life(world.Clockwork);
        LifeClock time = new(world.Clockwork, _life, -Zero.Ticks, () => world.Wall(machine.WallOffset));
        string database = Path.Combine(machine.Directory, Template.StoreName);
        _store = SqliteStore.Open(database);
        _reader = new StoreReader(database);
        _logs = new LogStore(Path.Combine(machine.Directory, "logs"));
        BlobStore blobs = new(Path.Combine(machine.Directory, "blobs"), Path.Combine(machine.Directory, "uploads"));
        blobs.Sweep(_reader.LiveAttempts().Select(PartUploads.NameOf).ToHashSet());
        _uploads = new PartUploads(blobs);
        EngineRules rules = world.Mutant.Rules(machine.Options.ToRules());
        _engine = new SchedulerEngine(_store, rules, Publish, time, NullLogger<SchedulerEngine>.Instance);
        AddServices(time, blobs);
    }

    public EngineState? State => _engine.State;

    /// <summary>It dies: nothing that waits is decided, and nothing that was decided is written.</summary>
    public void Dispose()
    {
        _life.End();
        _engine.Dispose();
        _store.Dispose();
        _reader.Dispose();
    }

    public void Tick()
    {
        _ = _engine.AskAsync(new EngineRequest.Tick(), CancellationToken.None);
        Decide();
    }

    public void Handle(WireCall call, Action<WireAnswer> answered)
    {
        if (_world.Mutant.Served(_machine, call) is { } answer)
        {
            answered(answer);
        }
        else if (call.Path is Routes.Sync or Routes.Events)
        {
            // May be parked. It touches no file, and so every continuation of it stays on this thread.
            _life.Run(() => _ = ServeAsync(call, answered));
            Decide();
        }
        else
        {
            ServeAtOnce(call, answered);
        }
    }

    private void ServeAtOnce(WireCall call, Action<WireAnswer> answered)
    {
        HttpContext context = SchedulerPipeline.Context(call, _services);
        try
        {
            new Unit().Complete(() => SchedulerPipeline.HandleAsync(context), Step);
        }
        catch (DeadException)
        {
            // It died over this request; who waits was told when the connection broke.
            return;
        }

        answered(SchedulerPipeline.Answer(context));
    }

    private async Task ServeAsync(WireCall call, Action<WireAnswer> answered)
    {
        HttpContext context = SchedulerPipeline.Context(call, _services);
        await SchedulerPipeline.HandleAsync(context);
        answered(SchedulerPipeline.Answer(context));
    }

    /// <summary>The matcher decides now; the writer, which has a disk to wait for, writes a little later and more at once.</summary>
    private void Decide()
    {
        _engine.DecideWaiting();
        if (!_writes)
        {
            _writes = true;
            _world.Clockwork.After(TimeSpan.FromMilliseconds(4 * _world.Random.NextDouble()), () =>
            {
                _writes = false;
                if (!_life.Ended)
                {
                    Write();
                }
            });
        }
    }

    private void Step()
    {
        _life.ThrowIfEnded();
        _engine.DecideWaiting();
        Write();
        _life.ThrowIfEnded();
    }

    private void Write()
    {
        (int Writes, bool Before)? mortal = _machine.Mortal;
        bool dies = mortal is { Writes: <= 0 };
        _machine.Mortal = mortal is { } left ? (left.Writes - 1, left.Before) : null;
        if (dies && mortal!.Value.Before)
        {
            Die();
            return;
        }

        _world.Mutant.SchedulerWrites(_machine);
        _engine.WriteWaiting();
        _world.Mutant.Decided(_engine.State);
        _world.SchedulerStepped();
        if (dies)
        {
            Die();
        }
    }

    private void Die() => _machine.Crash(_dies * _world.Random.NextDouble());

    /// <summary>As a scheduler's parts do it, but for checkpoints and followers: there are none here.</summary>
    private void Publish(Decision decision)
    {
        foreach (StoreWrite write in decision.Writes)
        {
            _world.Books.Enter(write);
        }

        foreach (AttemptId attempt in decision.EndedAttempts)
        {
            _logs.Seal(attempt);
            _uploads.Drop(attempt);
        }
    }

    private void AddServices(TimeProvider time, BlobStore blobs)
    {
        SchedulerOptions options = _machine.Options;
        PrivateKey key = Template.SchedulerKey;
        ApiTokens tokens = new(_engine, _reader, time);
        NodeSessions sessions = new(options, key.Address, time);
        _services.Add(options);
        _services.Add(_engine);
        _services.Add(_reader);
        _services.Add(_logs);
        _services.Add(blobs);
        _services.Add(_uploads);
        _services.Add(new JobSignals());
        _services.Add(tokens);
        _services.Add(key);
        _services.Add(time);
        _services.Add(_world.Random);
        _services.Add(sessions);
        _services.Add(new Authentication(tokens, sessions));
        _services.Add(new JobAccess(_engine, _reader, _logs));
        _services.Add(new JobIntake(_engine, _reader, blobs, time, _machine.NewId));
        _services.Add(new ArtifactIntake(_engine, _uploads, blobs, _reader, options));
        _services.Add(new AttestationIntake(_engine, _reader, _logs, key, options, time));
    }
}
