using System.Globalization;
using DePin.Benchmark.Gpus.Native;

namespace DePin.Benchmark.Gpus.Drivers;

/// <summary>Asks CUDA which GPUs a program of this machine gets. No context is made, and no memory is taken.</summary>
internal sealed class CudaReader(CudaLibrary cuda)
{
    private const int MaxGpus = 64;

    // CUdevice_attribute, https://docs.nvidia.com/cuda/cuda-driver-api/
    private const int MultiprocessorCount = 16;
    private const int PciBus = 33;
    private const int PciDevice = 34;
    private const int PciDomain = 50;
    private const int CapabilityMajor = 75;
    private const int CapabilityMinor = 76;

    /// <exception cref="CudaException">A call failed.</exception>
    public CudaSight Read()
    {
        int version = cuda.DriverVersion();
        int[] devices = [.. Enumerable.Range(0, Math.Min(cuda.DeviceCount(), MaxGpus)).Select(cuda.Device)];
        string[] uuids = [.. devices.Select(Uuid)];
        return new CudaSight
        {
            Version = string.Create(CultureInfo.InvariantCulture, $"{version / 1000}.{version % 1000 / 10}"),
            Gpus = [.. devices.Select((device, ordinal) => new CudaGpu(
                ordinal,
                uuids[ordinal],
                cuda.Name(device),
                Address(device),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{cuda.Attribute(device, CapabilityMajor)}.{cuda.Attribute(device, CapabilityMinor)}"),
                cuda.TotalMemory(device),
                cuda.Attribute(device, MultiprocessorCount),
                [.. uuids.Where((_, peer) => peer != ordinal && cuda.CanAccessPeer(device, devices[peer]))]))],
        };
    }

    private string Uuid(int device) =>
        $"{(cuda.Name(device).Contains(" MIG ", StringComparison.Ordinal) ? "MIG" : "GPU")}-{cuda.Uuid(device)}";

    private PciAddress Address(int device) => new(
        (uint)cuda.Attribute(device, PciDomain), (byte)cuda.Attribute(device, PciBus), (byte)cuda.Attribute(device, PciDevice));
}
