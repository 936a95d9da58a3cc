namespace DePin.Protocol.Wire;

/// <summary>
/// An operator drains the node (finish what is held, or hand it back with a checkpoint; take nothing new) or lets it work again.
/// </summary>
public sealed record SetDraining : NodeCommand
{
    public required bool Draining { get; init; }
}
