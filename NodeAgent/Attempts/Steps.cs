namespace DePin.NodeAgent.Attempts;

/// <summary>Tells a test that a step is about to be taken, or was taken. Inert unless someone listens.</summary>
/// <param name="reached">Called on the step's own thread; what it throws ends the step, and killing the process in it is
/// what it is for.</param>
public sealed class Steps(Action<Step, StepMoment>? reached)
{
    public static Steps Unwatched { get; } = new(null);

    public void Before(Step step) => reached?.Invoke(step, StepMoment.Before);

    public void After(Step step) => reached?.Invoke(step, StepMoment.After);
}
