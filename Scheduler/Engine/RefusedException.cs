namespace DePin.Scheduler.Engine;

/// <summary>Carries a <see cref="Engine.Refusal"/> out of an endpoint to the one place that writes problem replies.</summary>
internal sealed class RefusedException(Refusal refusal) : Exception(refusal.Detail)
{
    public Refusal Refusal { get; } = refusal;
}
