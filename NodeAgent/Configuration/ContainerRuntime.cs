namespace DePin.NodeAgent.Configuration;

/// <summary>The OCI runtimes a node may be told to use, by the name the daemon knows them by (in lower case).</summary>
public enum ContainerRuntime
{
    /// <summary>Linux namespaces and cgroups.</summary>
    Runc,

    /// <summary>gVisor: a kernel in user space between the job and the host's.</summary>
    Runsc,
}
