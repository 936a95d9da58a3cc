namespace DePin.NodeAgent.Containers.Engine.Json;

/// <summary>DistributionInspect, the fields we read.</summary>
internal sealed record DistributionInfo(ManifestDescriptor? Descriptor);
