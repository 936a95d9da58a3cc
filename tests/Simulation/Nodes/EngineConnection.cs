using System.Net;
using System.Runtime.CompilerServices;
using DePin.Fakes;
using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Containers.Devices;
using DePin.Simulation.Clock;

namespace DePin.Simulation.Nodes;

/// <summary>
/// One agent's calls to its engine. What the engine was asked for it does in its own time, whatever becomes of the agent and its waiting;
/// a connection may break before that or after it.
/// </summary>
internal sealed class EngineConnection(NodeMachine machine, Life life) : IContainerRuntime
{
    private readonly ContainerEngine _engine = machine.Engine;

    private FakeContainerRuntime Fake => _engine.Fake;

    public Task<EngineDescription> DescribeAsync(CancellationToken token) => AskAsync("describe", () => Fake.DescribeAsync(token), token);

    public Task<PullOutcome> PullAsync(EngineImage image, IProgress<PullProgress>? progress, CancellationToken token) =>
        AskAsync("pull", () => Fake.PullAsync(image, null, CancellationToken.None), token, TimeSpan.FromSeconds(2));

    public Task<ImageFacts?> FindImageAsync(EngineImage image, CancellationToken token) =>
        AskAsync("image", () => Fake.FindImageAsync(image, CancellationToken.None), token);

    public Task<bool> RemoveImageAsync(EngineImage image, CancellationToken token) =>
        AskAsync("remove image", () => Fake.RemoveImageAsync(image, CancellationToken.None), token);

    public Task<IReadOnlySet<string>> ImagesInUseAsync(CancellationToken token) =>
        AskAsync("images in use", () => Fake.ImagesInUseAsync(CancellationToken.None), token);

    public Task<CreateOutcome> CreateAsync(ContainerSpec spec, CancellationToken token) => AskAsync(
        "create",
        () => Fake.CreateAsync(spec, CancellationToken.None),
        token,
        brokenOff: () => _engine.Fake.Leave(spec.Name));

    public Task<PlaceOutcome> PlaceAsync(ContainerName name, IReadOnlyList<PlacedEntry> entries, CancellationToken token) =>
        AskAsync("place", () => Fake.PlaceAsync(name, entries, CancellationToken.None), token);

    public Task<StartOutcome> StartAsync(ContainerName name, CancellationToken token) => AskAsync("start", () => Start(name), token);

    public Task<ContainerSnapshot?> InspectAsync(ContainerName name, CancellationToken token) =>
        AskAsync("inspect", () => Fake.InspectAsync(name, CancellationToken.None), token);

    public Task<OwnedObjects> ListAsync(CancellationToken token) => AskAsync("list", () => Fake.ListAsync(CancellationToken.None), token);

    public async IAsyncEnumerable<LogChunk> FollowLogsAsync(
        ContainerName name, LogPosition from, [EnumeratorCancellation] CancellationToken token)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(token, _engine.Away);
        ThrowIfAway();
        await using IAsyncEnumerator<LogChunk> log = Fake.FollowLogsAsync(name, from, either.Token).GetAsyncEnumerator(either.Token);
        while (await UnlessAwayAsync(() => log.MoveNextAsync().AsTask(), token))
        {
            yield return log.Current;
        }
    }

    public async Task<ContainerState> WaitAsync(ContainerName name, CancellationToken token)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(token, _engine.Away);
        ThrowIfAway();
        return await UnlessAwayAsync(() => Fake.WaitAsync(name, either.Token), token);
    }

    public Task StopAsync(ContainerName name, TimeSpan grace, CancellationToken token) =>
        AskAsync("stop", () => Stop(name), token, _engine.ScriptOf(name).Job.IgnoresSignals ? grace : TimeSpan.FromMilliseconds(300));

    public Task<bool> SignalAsync(ContainerName name, ContainerSignal signal, CancellationToken token) =>
        AskAsync("signal", () => Fake.SignalAsync(name, signal, CancellationToken.None), token);

    public Task<ContainerUsage?> UsageAsync(ContainerName name, CancellationToken token) =>
        AskAsync("usage", () => Fake.UsageAsync(name, CancellationToken.None), token);

    public Task<DateTimeOffset?> SinceAsync(CancellationToken token) =>
        AskAsync("since", () => Task.FromResult<DateTimeOffset?>(_engine.Since), token);

    public async Task<bool> RefusedForkAsync(ContainerName name, CancellationToken token)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(token, _engine.Away);
        ThrowIfAway();
        return await UnlessAwayAsync(() => Fake.RefusedForkAsync(name, either.Token), token);
    }

    public Task<DeviceAccess> ProbeDevicesAsync(ContainerName name, IReadOnlyList<string> nodes, CancellationToken token) =>
        AskAsync("devices", () => Fake.ProbeDevicesAsync(name, nodes, CancellationToken.None), token);

    public Task<DiskUsage?> DiskUsageAsync(ContainerName name, CancellationToken token) =>
        AskAsync("disk", () => Fake.DiskUsageAsync(name, CancellationToken.None), token);

    public Task<Stream?> ReadArchiveAsync(ContainerName name, string path, CancellationToken token) =>
        AskAsync("archive", () => Fake.ReadArchiveAsync(name, path, CancellationToken.None), token);

    public Task RemoveAsync(ContainerName name, CancellationToken token) => AskAsync("remove", () => Remove(name), token);

    private static EngineUnavailableException Unavailable() => new("the engine went away", new IOException("broken pipe"));

    private Task<StartOutcome> Start(ContainerName name)
    {
        bool fresh = StateOf(name) is ContainerState.Created;
        Task<StartOutcome> started = Fake.StartAsync(name, CancellationToken.None);
        if (fresh && StateOf(name) is ContainerState.Running)
        {
            _engine.Began(name);
        }

        return started;
    }

    private Task<bool> Stop(ContainerName name)
    {
        _ = Fake.StopAsync(name, TimeSpan.Zero, CancellationToken.None);
        _engine.Ended(name, byItself: false);
        return Task.FromResult(true);
    }

    private Task<bool> Remove(ContainerName name)
    {
        if (machine.World.Mutant.Removes(name))
        {
            _ = Fake.RemoveAsync(name, CancellationToken.None);
            _engine.Ended(name, byItself: false);
        }

        return Task.FromResult(true);
    }

    private ContainerState? StateOf(ContainerName name)
    {
        Task<ContainerSnapshot?> looked = Fake.InspectAsync(name, CancellationToken.None);
        return looked.Result?.State;
    }

    private void ThrowIfAway()
    {
        life.ThrowIfEnded();
        if (!_engine.IsUp)
        {
            throw Unavailable();
        }
    }

    private async Task<T> UnlessAwayAsync<T>(Func<Task<T>> question, CancellationToken token)
    {
        try
        {
            return await question();
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            throw Unavailable();
        }
    }

    private Task<T> AskAsync<T>(
        string verb, Func<Task<T>> effect, CancellationToken token, TimeSpan? takes = null, Action? brokenOff = null)
    {
        life.ThrowIfEnded();
        TaskCompletionSource<T> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        token.UnsafeRegister(_ => answer.TrySetCanceled(token), null);
        World world = machine.World;
        TimeSpan before = ((takes ?? TimeSpan.FromMilliseconds(10)) * world.Random.NextDouble()) + (takes / 2 ?? TimeSpan.Zero);
        double luck = world.Random.NextDouble();
        world.Clockwork.After(_engine.IsUp ? before : TimeSpan.FromMilliseconds(1), () =>
        {
            if (!_engine.IsUp)
            {
                answer.TrySetException(Unavailable());
                return;
            }

            if (luck < world.Network.Weather.EngineError)
            {
                answer.TrySetException(new EngineException(verb, HttpStatusCode.InternalServerError, "no luck today"));
                return;
            }

            bool cut = 1 - luck < world.Network.Weather.EngineCut;
            if (cut && world.Random.Next(2) == 0)
            {
                brokenOff?.Invoke();
                answer.TrySetException(Unavailable());
                return;
            }

            Task<T> done = effect();
            world.Clockwork.After(TimeSpan.FromMilliseconds(5 * world.Random.NextDouble()), () => Tell(answer, done, cut));
        });
        return answer.Task;
    }

    private static void Tell<T>(TaskCompletionSource<T> answer, Task<T> done, bool cut)
    {
        if (cut)
        {
            answer.TrySetException(Unavailable());
        }
        else if (done.IsFaulted)
        {
            answer.TrySetException(done.Exception.InnerExceptions);
        }
        else
        {
            answer.TrySetResult(done.Result);
        }
    }
}
