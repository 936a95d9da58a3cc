using System.Security.Cryptography;

namespace DePin.NodeAgent.Containers.Sandboxes;

/// <summary>
/// A sandbox that is ready has a name of its own; taking it is renaming it after the container it is for, before that is started. So the
/// engine knows which one was used, and after any crash a used one is never handed out again.
/// </summary>
internal static class SandboxNames
{
    private const string SparePrefix = "depin-spare-";
    private const string ControlPrefix = "depin-control-";
    private const string UsedPrefix = "depin-net-";

    public static string NewSpare() => SparePrefix + Unique();

    /// <summary>For a container that lives for one question (<see cref="ControlContainer"/>).</summary>
    public static string NewControl() => ControlPrefix + Unique();

    public static bool IsControl(string name) => name.StartsWith(ControlPrefix, StringComparison.Ordinal);

    public static bool IsSpare(string name) => name.StartsWith(SparePrefix, StringComparison.Ordinal);

    public static string For(ContainerName container) => UsedPrefix + container.Suffix;

    public static bool TryOwner(string name, out ContainerName container)
    {
        container = default;
        return name.StartsWith(UsedPrefix, StringComparison.Ordinal)
            && ContainerName.TryFromSuffix(name[UsedPrefix.Length..], out container);
    }

    private static string Unique() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
}
