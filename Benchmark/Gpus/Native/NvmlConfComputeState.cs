using System.Runtime.InteropServices;

namespace DePin.Benchmark.Gpus.Native;

/// <summary><c>nvmlConfComputeSystemState_t</c>: confidential computing.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NvmlConfComputeState
{
    public uint Environment;
    public uint CcFeature;
    public uint DevToolsMode;
}
