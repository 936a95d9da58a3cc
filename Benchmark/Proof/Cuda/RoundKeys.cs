using DePin.Attestation;
using DePin.Benchmark.Gpus.Launching;

namespace DePin.Benchmark.Proof.Cuda;

/// <summary>The keys of a round's streams, where kernels read them. Set only when what was queued before has been waited for.</summary>
internal sealed class RoundKeys(GpuContext gpu, GpuStream stream)
{
    private readonly DeviceBuffer _keys = gpu.Allocate(2 * Hash32.Size);
    private readonly PinnedBuffer _host = gpu.AllocatePinned(2 * Hash32.Size);

    public DeviceAddress First => _keys.At(0);

    public DeviceAddress Second => _keys.At(Hash32.Size);

    public void Set(Hash32 first, Hash32 second = default)
    {
        first.CopyTo(_host.Bytes);
        second.CopyTo(_host.Bytes[Hash32.Size..]);
        stream.CopyTo(_keys, _host, _host.Length);
    }
}
