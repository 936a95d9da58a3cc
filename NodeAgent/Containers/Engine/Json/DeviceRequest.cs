namespace DePin.NodeAgent.Containers.Engine.Json;

internal sealed record DeviceRequest(string Driver, IReadOnlyList<string> DeviceIDs, IReadOnlyList<IReadOnlyList<string>>? Capabilities);
