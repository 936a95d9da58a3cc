namespace DePin.NodeAgent.Containers.Engine.Json;

/// <summary>The body of <c>POST /networks/create</c>.</summary>
internal sealed record NetworkRequest(
    string Name, string Driver, bool CheckDuplicate, bool Internal, bool EnableIPv6, IReadOnlyDictionary<string, string> Options,
    IReadOnlyDictionary<string, string> Labels);
