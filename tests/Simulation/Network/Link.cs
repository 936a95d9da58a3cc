namespace DePin.Simulation.Network;

/// <summary>The way between one machine and the scheduler; each direction can be cut for itself.</summary>
internal sealed class Link
{
    public bool UpIsCut { get; set; }

    public bool DownIsCut { get; set; }
}
