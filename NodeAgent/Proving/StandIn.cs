using DePin.Attestation;
using DePin.NodeAgent.Configuration;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Proving;

/// <summary>
/// The processor in the place of a GPU, for tests of what a scheduler does with one; marked, and refused unless it is told otherwise.
/// </summary>
internal static class StandIn
{
    private const string Prefix = "STAND-IN-";

    public static bool Is(string gpu) => gpu.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The capacity with the stand-in beside its GPUs, where the owner wants one.</summary>
    public static Capacity Beside(Capacity capacity, GpuOptions options, Address node) => options.StandInBytes == 0
        ? capacity
        : capacity with
        {
            Gpus = [.. capacity.Gpus, new GpuCapacity { Uuid = $"{Prefix}{node}", Model = "processor", VramBytes = options.StandInBytes }],
            Simulated = true,
        };
}
