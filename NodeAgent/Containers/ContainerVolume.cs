using DePin.Protocol.Jobs;

namespace DePin.NodeAgent.Containers;

/// <summary>
/// A volume that an image declares. The engine mounts it at the cleaned path: what is compared or mounted over it must have the same
/// spelling, or the job gets a directory of the host, unmeasured.
/// </summary>
internal static class ContainerVolume
{
    /// <summary>As the engine cleans it (Go's <c>path.Clean</c>, absolute): no empty, <c>.</c> or <c>..</c> component.</summary>
    public static string Clean(string path)
    {
        Stack<string> parts = new();
        foreach (string part in path.Split('/').Where(part => part is not ("" or ".")))
        {
            if (part != "..")
            {
                parts.Push(part);
            }
            else
            {
                parts.TryPop(out _);
            }
        }

        return "/" + string.Join('/', parts.Reverse());
    }

    /// <summary>Whether a job may have something mounted there: neither its whole root nor what the kernel shows.</summary>
    public static bool IsMountable(string clean) => ContainerPath.RefusePlace(clean) is null;
}
