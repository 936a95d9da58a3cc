using System.Globalization;

namespace DePin.Benchmark.Kernels;

/// <summary>A GPU's architecture as CUDA numbers it: device attributes 75 and 76.</summary>
public readonly record struct ComputeCapability(int Major, int Minor) : IComparable<ComputeCapability>
{
    public static bool operator <(ComputeCapability left, ComputeCapability right) => left.CompareTo(right) < 0;

    public static bool operator >(ComputeCapability left, ComputeCapability right) => left.CompareTo(right) > 0;

    public static bool operator <=(ComputeCapability left, ComputeCapability right) => left.CompareTo(right) <= 0;

    public static bool operator >=(ComputeCapability left, ComputeCapability right) => left.CompareTo(right) >= 0;

    /// <exception cref="FormatException">Not two numbers with a dot between.</exception>
    public static ComputeCapability Parse(string text)
    {
        Version version = Version.Parse(text);
        return new ComputeCapability(version.Major, version.Minor);
    }

    public int CompareTo(ComputeCapability other) => (Major, Minor).CompareTo((other.Major, other.Minor));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}");
}
