using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace DePin.NodeAgent.Containers.Engine;

/// <summary>A version of the Docker Engine API, <c>major.minor</c>.</summary>
internal readonly record struct ApiVersion(int Major, int Minor) : IComparable<ApiVersion>
{
    /// <summary>1.41 (Docker 20.10, December 2020; Podman 3): the first with cgroup v2 and private cgroup namespaces.</summary>
    public static readonly ApiVersion Oldest = new(1, 41);

    /// <summary>1.50 (Docker 28.2): what a newer engine adds or changes behind this is not asked for.</summary>
    public static readonly ApiVersion Newest = new(1, 50);

    public static bool TryParse([NotNullWhen(true)] string? text, out ApiVersion version)
    {
        version = default;
        string[] parts = text?.Split('.') ?? [];
        bool valid = parts.Length == 2
            & int.TryParse(parts.ElementAtOrDefault(0), NumberStyles.None, CultureInfo.InvariantCulture, out int major)
            & int.TryParse(parts.ElementAtOrDefault(1), NumberStyles.None, CultureInfo.InvariantCulture, out int minor);
        version = valid ? new ApiVersion(major, minor) : default;
        return valid;
    }

    public int CompareTo(ApiVersion other) => (Major, Minor).CompareTo((other.Major, other.Minor));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}");
}
