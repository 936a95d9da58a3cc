using System.Runtime.InteropServices;

namespace DePin.Benchmark.Gpus.Native;

/// <summary><c>nvmlGpuFabricInfo_t</c>: what drivers before 545 have of it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NvmlFabricInfoV1
{
    public Text16 ClusterUuid;
    public uint Status;
    public uint CliqueId;
    public byte State;
}
