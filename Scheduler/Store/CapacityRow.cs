using DePin.Protocol.Wire;

namespace DePin.Scheduler.Store;

/// <summary>The last capacity a node signed, and the version it is known by within a boot.</summary>
internal sealed record CapacityRow(BootId Boot, long Version, SignedCapacity Signed);
