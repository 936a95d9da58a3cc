using DePin.NodeAgent.Scheduling;
using DePin.Protocol.Wire;

namespace DePin.Simulation.Nodes;

/// <summary>A node that always offers the same.</summary>
internal sealed class SteadyOffer(SignedCapacity capacity) : IOffer
{
    public long CapacityVersion => 1;

    public SignedCapacity? Capacity => capacity;

    public bool Accepting => true;
}
