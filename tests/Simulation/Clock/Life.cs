namespace DePin.Simulation.Clock;

/// <summary>
/// One life of a program, from its start to its death: every continuation of its tasks comes through here. When it has ended, as by
/// <c>kill -9</c>, they stay where they are.
/// </summary>
internal sealed class Life(Clockwork clockwork) : SynchronizationContext
{
    public bool Ended { get; private set; }

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (!Ended)
        {
            clockwork.Post(this, d, state);
        }
    }

    public override void Send(SendOrPostCallback d, object? state) => Run(d, state);

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>What runs now and has not come to its end must not have any further effect: <see cref="ThrowIfEnded"/>.</summary>
    public void End()
    {
        Ended = true;
        SetSynchronizationContext(null);
    }

    /// <exception cref="DeadException">It has ended.</exception>
    public void ThrowIfEnded()
    {
        if (Ended)
        {
            throw new DeadException();
        }
    }

    public void Run(Action action) => Run(static it => ((Action)it!)(), action);

    public void Run(SendOrPostCallback callback, object? state)
    {
        if (Ended)
        {
            return;
        }

        SynchronizationContext? before = Current;
        SetSynchronizationContext(this);
        try
        {
            callback(state);
        }
        catch (Exception) when (Ended)
        {
            // It died in there, and what unwinds is nobody's.
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }
}
