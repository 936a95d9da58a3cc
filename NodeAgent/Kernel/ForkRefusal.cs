namespace DePin.NodeAgent.Kernel;

/// <summary>The kernel's word that a control group was refused a process, said once for each group.</summary>
/// <param name="ControlGroup">Its path below the mount.</param>
/// <remarks>https://github.com/torvalds/linux/blob/master/kernel/cgroup/pids.c, <c>pids_event</c></remarks>
internal sealed record ForkRefusal(string ControlGroup)
{
    private const string Prefix = "cgroup: fork rejected by pids controller in ";

    public static ForkRefusal? Read(string message) =>
        message.StartsWith(Prefix, StringComparison.Ordinal) ? new(message[Prefix.Length..]) : null;
}
