namespace DePin.Protocol.Wire;

/// <summary><c>POST /v1/nodes/{address}/drain</c>.</summary>
public sealed record DrainRequest(bool Draining);
