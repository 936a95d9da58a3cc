namespace DePin.NodeAgent.Containers.Engine.Json;

/// <summary>A device the engine knows by CDI (API 1.50).</summary>
internal sealed record DiscoveredDevice(string? Source, string? ID);
