using DePin.NodeAgent.Attempts.Images;
using DePin.Protocol.Jobs;

namespace DePin.NodeAgent.Configuration;

/// <summary>How jobs are run.</summary>
public sealed record ContainerOptions
{
    public const string DefaultSocket = "/run/docker.sock";

    /// <summary>The Unix socket of the Docker Engine API (Podman's works too). Default <see cref="DefaultSocket"/>.</summary>
    public string Socket { get; init; } = DefaultSocket;

    /// <summary>The OCI runtime of every job. Default <see cref="ContainerRuntime.Runc"/>.</summary>
    public ContainerRuntime Runtime { get; init; } = ContainerRuntime.Runc;

    /// <summary>
    /// Network sandboxes kept ready, 0 to 64: each saves a job some 100 ms at its start and costs a sleeping process.
    /// Default 2.
    /// </summary>
    public int Sandboxes { get; init; } = 2;

    /// <summary>
    /// Registries that jobs' images may come from although their address is not public: hosts, or hosts with a port. Default none.
    /// </summary>
    public ValueList<string> AllowRegistries { get; init; } = ValueList<string>.Empty;

    /// <summary>The largest image that is taken, packed or unpacked, in bytes. Default 100 GiB.</summary>
    public long MaxImageBytes { get; init; } = ImageRules.DefaultMostBytes;

    /// <summary>
    /// What images that no job uses may have together, of those that were pulled for jobs, in bytes. Default null: as much as there is room
    /// for.
    /// </summary>
    public long? ImageCacheBytes { get; init; }
}
