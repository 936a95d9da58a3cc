namespace DePin.Simulation.Network;

/// <summary>A request as it is on the wire.</summary>
internal sealed record WireCall(string Method, string Path, string Query, byte[] Body)
{
    public string? ContentType { get; init; }

    public string? Authorization { get; init; }

    public string? IdempotencyKey { get; init; }
}
