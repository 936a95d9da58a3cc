using System.Globalization;

namespace DePin.Benchmark.Gpus;

/// <summary>One GPU as the NVIDIA driver lists it in <c>/proc/driver/nvidia/gpus/ADDRESS/information</c>.</summary>
/// <param name="Uuid">As NVML gives it, <c>GPU-…</c>.</param>
/// <param name="Address">Where it sits, as kernel messages name it.</param>
/// <param name="Minor">Of its device node: <c>/dev/nvidiaMINOR</c>.</param>
public sealed record HostGpu(string Uuid, PciAddress Address, int Minor)
{
    /// <summary>Null when it says no UUID, address or minor, as of a GPU whose driver is still starting.</summary>
    public static HostGpu? Parse(string information)
    {
        Dictionary<string, string> fields = new(StringComparer.Ordinal);
        foreach (string[] halves in information.Split('\n').Select(line => line.Split(':', 2)).Where(halves => halves.Length == 2))
        {
            fields.TryAdd(halves[0].Trim(), halves[1].Trim());
        }

        return fields.GetValueOrDefault("GPU UUID") is { } uuid && uuid.StartsWith("GPU-", StringComparison.Ordinal)
            && PciAddress.TryParse(fields.GetValueOrDefault("Bus Location"), out PciAddress address)
            && int.TryParse(
                fields.GetValueOrDefault("Device Minor"), NumberStyles.None, CultureInfo.InvariantCulture, out int minor)
            ? new HostGpu(uuid, address, minor)
            : null;
    }
}
