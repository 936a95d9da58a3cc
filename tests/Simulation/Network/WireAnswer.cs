namespace DePin.Simulation.Network;

/// <summary>A reply as it is on the wire.</summary>
internal sealed record WireAnswer(int Status, string? ContentType, byte[] Body)
{
    public bool IsSuccess => Status is >= 200 and < 300;
}
