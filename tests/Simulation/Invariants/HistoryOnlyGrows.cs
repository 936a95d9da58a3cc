namespace DePin.Simulation.Invariants;

/// <summary>What has ended stays as it is, epochs grow, phases go forward, nothing is made twice: held at every durable write.</summary>
internal sealed class HistoryOnlyGrows : Invariant
{
    public override string? Check(World world) => world.Books.Wrong;
}
