namespace DePin.NodeAgent.Containers;

/// <summary>What an engine is and can do.</summary>
public sealed record EngineDescription
{
    /// <summary>Such as <c>Docker 20.10.24</c>.</summary>
    public required string Product { get; init; }

    /// <summary>The API version spoken with it, such as <c>1.41</c>.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>Machine architecture as the kernel names it, such as <c>x86_64</c>.</summary>
    public required string Architecture { get; init; }

    public required string StorageDriver { get; init; }

    /// <summary>Where the engine keeps images and layers, on this machine.</summary>
    public required string DataRoot { get; init; }

    /// <summary>1 or 2.</summary>
    public required int CgroupVersion { get; init; }

    /// <summary>The engine can hold a writable layer to a size; otherwise it is measured and the job stopped.</summary>
    public required bool DiskQuota { get; init; }

    /// <summary>The kernel can hold a job to its memory without swap. False only matters on a machine that has swap.</summary>
    public required bool SwapLimit { get; init; }

    /// <summary>Root in a container is nobody on the machine (userns-remap or rootless).</summary>
    public required bool UserNamespace { get; init; }

    /// <summary>Containers survive a restart of the engine (<c>live-restore</c>).</summary>
    public required bool LiveRestore { get; init; }

    /// <summary>
    /// The best log driver it has: <c>local</c> keeps every byte, <c>json-file</c> only valid UTF-8; null leaves it to the engine.
    /// </summary>
    public required string? LogDriver { get; init; }

    public required GpuAccess Gpu { get; init; }

    /// <summary>Names of the OCI runtimes, in order.</summary>
    public required IReadOnlyList<string> Runtimes { get; init; }

    /// <summary>Jobs with <see cref="NetworkAccess.Egress"/> can run: the machine can keep them off private addresses.</summary>
    public required bool Egress { get; init; }

    /// <summary>What is missing or weak, the gravest first. Nothing runs while one is <see cref="FindingWeight.Blocking"/>.</summary>
    public required IReadOnlyList<EngineFinding> Findings { get; init; }
}
