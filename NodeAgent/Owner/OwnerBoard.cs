namespace DePin.NodeAgent.Owner;

/// <summary>Where the service hangs its latest snapshot for the owner to read. One writer, any number of readers, nobody waits.</summary>
public sealed class OwnerBoard(OwnerSnapshot first)
{
    private volatile OwnerSnapshot _current = first;

    public OwnerSnapshot Current => _current;

    public void Publish(OwnerSnapshot snapshot) => _current = snapshot;
}
