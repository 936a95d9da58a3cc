using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Scheduling;

/// <summary>What this node offers at the moment.</summary>
public interface IOffer
{
    /// <summary>Grows with each change of <see cref="Capacity"/>; 0 before there is one.</summary>
    long CapacityVersion { get; }

    /// <summary>Null before anything was measured.</summary>
    SignedCapacity? Capacity { get; }

    /// <summary>New work is welcome.</summary>
    bool Accepting { get; }
}
