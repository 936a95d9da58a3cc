namespace DePin.Simulation.Clock;

/// <summary>Something to be done at its time, unless it is called off.</summary>
internal sealed class Alarm(Action action)
{
    /// <summary>Null once it was called off.</summary>
    public Action? Action { get; private set; } = action;

    public void CallOff() => Action = null;
}
