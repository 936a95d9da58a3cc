using System.Runtime.InteropServices;

namespace DePin.Benchmark.Gpus.Native;

/// <summary><c>nvmlMemory_t</c>, in bytes; used counts what the driver keeps for itself.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NvmlMemory
{
    public ulong Total;
    public ulong Free;
    public ulong Used;
}
