using DePin.Attestation;
using DePin.NodeAgent.Containers.Contract;
using DePin.NodeAgent.Containers.Engine.Json;

namespace DePin.NodeAgent.Containers.Sandboxes;

/// <summary>The container that holds a sandbox: nothing but a network namespace with its loopback, as hardened as a job's.</summary>
internal static class SandboxContract
{
    /// <summary>Memory enough for the runtime's own start (Go); the program takes a page.</summary>
    private const long MemoryBytes = 24L << 20;

    /// <summary>The runtime's threads at its start count too.</summary>
    private const int Pids = 32;

    public static CreateRequest For(string image, Address node) => new()
    {
        Image = image,
        Hostname = "job",
        Labels = new Dictionary<string, string> { [ContainerLabels.Node] = node.ToString(), [ContainerLabels.Sandbox] = "1" },
        HostConfig = new HostConfig
        {
            NetworkMode = "none",
            CapDrop = ["ALL"],
            SecurityOpt = ["no-new-privileges:true"],
            IpcMode = "private",
            CgroupnsMode = "private",
            Memory = MemoryBytes,
            MemorySwap = MemoryBytes,
            PidsLimit = Pids,
            OomScoreAdj = ContainerContract.OomScoreAdjustment,
            ReadonlyRootfs = true,
            RestartPolicy = new RestartPolicy("no"),
            LogConfig = new LogConfig("none", new Dictionary<string, string>()),
        },
    };
}
