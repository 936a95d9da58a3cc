namespace DePin.NodeAgent.Attempts;

/// <summary>On which side of a <see cref="Step"/>.</summary>
public enum StepMoment
{
    Before,
    After,
}
