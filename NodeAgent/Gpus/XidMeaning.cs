namespace DePin.NodeAgent.Gpus;

/// <param name="Number">As the driver prints it.</param>
/// <param name="Kind">Whose doing it is.</param>
/// <param name="Ends">No job on this GPU goes well after it, whatever its exit code says: the job is stopped.</param>
/// <param name="What">In a few words.</param>
public sealed record XidMeaning(int Number, XidKind Kind, bool Ends, string What)
{
    /// <summary>The machine answers for it.</summary>
    public bool IsHosts => Kind is XidKind.Memory or XidKind.Lost or XidKind.Device;
}
