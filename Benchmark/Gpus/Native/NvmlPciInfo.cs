using System.Runtime.InteropServices;

namespace DePin.Benchmark.Gpus.Native;

/// <summary><c>nvmlPciInfo_t</c>, version 3.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NvmlPciInfo
{
    public Text16 BusIdLegacy;
    public uint Domain;
    public uint Bus;
    public uint Device;
    public uint PciDeviceId;
    public uint PciSubSystemId;
    public Text32 BusId;
}
