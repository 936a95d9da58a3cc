namespace DePin.NodeAgent.Attempts;

/// <summary>What to do now, in order, and when to look again at the latest.</summary>
/// <param name="Actions">Removals come before additions.</param>
/// <param name="LookAgain">On the boot clock; null when nothing is due at a known time.</param>
public sealed record NodePlan(IReadOnlyList<NodeAction> Actions, TimeSpan? LookAgain)
{
    public override string ToString() => string.Join("; ", Actions);
}
