using System.Runtime.InteropServices;

namespace DePin.Benchmark.Gpus.Native;

/// <summary><c>nvmlGpuFabricInfo_v2_t</c>: whether this GPU has joined its NVSwitch fabric.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NvmlFabricInfo
{
    public uint Version;
    public Text16 ClusterUuid;
    public uint Status;
    public uint CliqueId;
    public byte State;
    public uint HealthMask;
}
