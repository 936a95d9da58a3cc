using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Containers;

namespace DePin.NodeAgent.Tests.Hosting;

/// <summary>
/// One life of an agent inside a test: at the chosen moment it dies, as by <c>kill -9</c>. From then on nothing it tries has any effect: its
/// steps, its engine calls and its network fail before they begin.
/// </summary>
internal sealed class Life
{
    private readonly TaskCompletionSource _death = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Step? _step;
    private readonly StepMoment _moment;
    private int _left;

    /// <param name="step">Where it ends; null: nowhere.</param>
    /// <param name="moment">On which side.</param>
    /// <param name="occurrence">At which time, from 1.</param>
    public Life(Step? step, StepMoment moment, int occurrence)
    {
        _step = step;
        _moment = moment;
        _left = occurrence;
        Steps = new Steps(Reach);
    }

    public Steps Steps { get; }

    public Task Death => _death.Task;

    public void ThrowIfDead()
    {
        if (_death.Task.IsCompleted)
        {
            throw new DeadException();
        }
    }

    private void Reach(Step step, StepMoment moment)
    {
        ThrowIfDead();
        if (step == _step && moment == _moment && Interlocked.Decrement(ref _left) == 0)
        {
            _death.TrySetResult();
            ThrowIfDead();
        }
    }

    /// <summary>What a dead agent's attempts at anything end with; no agent expects it.</summary>
    public sealed class DeadException() : Exception("this agent is dead");

    /// <summary>The network of a mortal agent.</summary>
    public sealed class Network(Life life, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            life.ThrowIfDead();
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
            life.ThrowIfDead();
            return response;
        }

        protected override void Dispose(bool disposing)
        {
            // The scheduler lives on.
        }
    }

    /// <summary>The engine as a mortal agent sees it.</summary>
    public sealed class Engine(Life life, IContainerRuntime inner) : IContainerRuntime
    {
        public Task<EngineDescription> DescribeAsync(CancellationToken token) => Alive().DescribeAsync(token);

        public Task<PullOutcome> PullAsync(ImageReference image, IProgress<PullProgress>? progress, CancellationToken token) => Alive().PullAsync(image, progress, token);

        public Task<ImageFacts?> FindImageAsync(ImageReference image, CancellationToken token) => Alive().FindImageAsync(image, token);

        public Task<bool> RemoveImageAsync(ImageReference image, CancellationToken token) => Alive().RemoveImageAsync(image, token);

        public Task<CreateOutcome> CreateAsync(ContainerSpec spec, CancellationToken token) => Alive().CreateAsync(spec, token);

        public Task<PlaceOutcome> PlaceAsync(ContainerName name, IReadOnlyList<PlacedEntry> entries, CancellationToken token) => Alive().PlaceAsync(name, entries, token);

        public Task<StartOutcome> StartAsync(ContainerName name, CancellationToken token) => Alive().StartAsync(name, token);

        public Task<ContainerSnapshot?> InspectAsync(ContainerName name, CancellationToken token) => Alive().InspectAsync(name, token);

        public Task<OwnedObjects> ListAsync(CancellationToken token) => Alive().ListAsync(token);

        public IAsyncEnumerable<LogChunk> FollowLogsAsync(ContainerName name, LogPosition from, CancellationToken token) => Alive().FollowLogsAsync(name, from, token);

        public Task<ContainerState> WaitAsync(ContainerName name, CancellationToken token) => Alive().WaitAsync(name, token);

        public Task StopAsync(ContainerName name, TimeSpan grace, CancellationToken token) => Alive().StopAsync(name, grace, token);

        public Task<bool> SignalAsync(ContainerName name, ContainerSignal signal, CancellationToken token) => Alive().SignalAsync(name, signal, token);

        public Task<ContainerUsage?> UsageAsync(ContainerName name, CancellationToken token) => Alive().UsageAsync(name, token);

        public Task<long?> DiskUsageAsync(ContainerName name, CancellationToken token) => Alive().DiskUsageAsync(name, token);

        public Task<Stream?> ReadArchiveAsync(ContainerName name, string path, CancellationToken token) => Alive().ReadArchiveAsync(name, path, token);

        public Task RemoveAsync(ContainerName name, CancellationToken token) => Alive().RemoveAsync(name, token);

        private IContainerRuntime Alive()
        {
            life.ThrowIfDead();
            return inner;
        }
    }
}
