using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Hosting;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Tests.Hosting;

/// <summary>
/// One life of an agent inside a test: at the chosen moment it dies, as by <c>kill -9</c>. From then on nothing it tries
/// has any effect: its steps, its engine calls and its network fail before they begin.
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

    /// <summary>Works until the job is done or the agent is dead. True when it died.</summary>
    public static async Task<bool> LiveAsync(TestNode node, Lease lease, Life life, CancellationToken token)
    {
        NodeWork work;
        try
        {
            work = node.Work(life.Steps, new GuardedEngine(life.ThrowIfDead, node.Engine), new Network(life, node.Scheduler));
        }
        catch (DeadException)
        {
            return true;
        }

        using (work)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(token);
            Task running = work.RunAsync(stop.Token);
            Task ended = TestNode.EndedAsync(work, lease, stop.Token);
            await Task.WhenAny(running, ended, life.Death);
            token.ThrowIfCancellationRequested();
            if (running.IsFaulted && !life.Death.IsCompleted)
            {
                await running;
            }

            await stop.CancelAsync();
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // TIDY: a dead agent's tasks end as they may
            return life.Death.IsCompleted;
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

        // CA2215 is what this is for: the base would dispose the scheduler that other clients still use.
        [System.Diagnostics.CodeAnalysis.SuppressMessage("Usage", "CA2215", Justification = "the scheduler lives on")]
        protected override void Dispose(bool disposing)
        {
            // The scheduler lives on.
        }
    }
}
