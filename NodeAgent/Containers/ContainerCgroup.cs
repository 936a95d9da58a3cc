using System.Globalization;
using DePin.NodeAgent.Containers.Engine.Json;

namespace DePin.NodeAgent.Containers;

/// <summary>Where the kernel keeps a running container's control group.</summary>
internal static class ContainerCgroup
{
    /// <returns>Null where it cannot be seen from here.</returns>
    /// <exception cref="IOException">The container has ended.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not look.</exception>
    public static async Task<string?> FindAsync(ContainerInfo container, string controller, CancellationToken token)
    {
        string process = string.Create(CultureInfo.InvariantCulture, $"/proc/{container.State.Pid}/cgroup");
        string? folder = CgroupFolder.Find(
            await File.ReadAllLinesAsync("/proc/self/mountinfo", token), await File.ReadAllLinesAsync(process, token), controller);

        // The engine's numbers of processes may not be ours, as from within a container: its groups carry the container's id.
        return folder is not null && folder.Contains(container.Id, StringComparison.Ordinal) ? folder : null;
    }
}
