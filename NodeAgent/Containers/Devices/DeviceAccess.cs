namespace DePin.NodeAgent.Containers.Devices;

/// <summary>Whether a running container may still open the device nodes that it was given.</summary>
public abstract record DeviceAccess
{
    private DeviceAccess()
    {
    }

    /// <summary>None of them is refused. A node that this machine does not have is not refused either.</summary>
    public sealed record Open : DeviceAccess;

    /// <summary>The kernel refuses it one: its rule in the container's control group is gone.</summary>
    public sealed record Refused(string Node) : DeviceAccess;

    /// <summary>It could not be found out, which is no loss.</summary>
    public sealed record Unknown(string Reason) : DeviceAccess;
}
