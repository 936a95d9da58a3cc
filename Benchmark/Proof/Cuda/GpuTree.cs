using DePin.Attestation;
using DePin.Benchmark.Gpus.Launching;

namespace DePin.Benchmark.Proof.Cuda;

/// <summary>A round's tree on a GPU, from its leaves to the level that is kept. Its memory goes with the GPU's context.</summary>
internal sealed class GpuTree
{
    /// <summary>Of more than 2^8 groups the host would be slower at the rest than the GPU is at a round.</summary>
    private const int KeptDepth = 8;

    private const int LeastGroupDepth = 4;

    private readonly GpuStream _stream;
    private readonly GpuKernel _parents;
    private readonly DeviceBuffer[] _levels;
    private readonly PinnedBuffer _host;
    private readonly int _depth;

    /// <param name="depth">Of the whole tree.</param>
    public GpuTree(GpuContext gpu, GpuStream stream, int depth)
    {
        (_stream, _depth) = (stream, depth);
        GroupDepth = Math.Max(LeastGroupDepth, depth - KeptDepth);
        _parents = gpu.Kernel("merkle_parents");
        long bytes = (1L << depth) * Hash32.Size;
        Leaves = gpu.Allocate(bytes);
        _levels = [gpu.Allocate(bytes / 2), gpu.Allocate(bytes / 4)];
        _host = gpu.AllocatePinned(Hash32.Size << Math.Max(GroupDepth, depth - GroupDepth));
    }

    public int GroupDepth { get; }

    /// <summary>All leaves of a round, in order.</summary>
    public DeviceBuffer Leaves { get; }

    /// <summary>Hashes the leaves to the roots of their groups, and waits for them.</summary>
    public Hash32[] Groups()
    {
        DeviceBuffer children = Leaves;
        for (int height = 1; height <= GroupDepth; height++)
        {
            uint count = 1u << (_depth - height);
            DeviceBuffer parents = _levels[(height - 1) % 2];
            _parents.Each(_stream, count, parents, children, count);
            children = parents;
        }

        return Read(children, 0, 1 << (_depth - GroupDepth));
    }

    /// <summary>The leaves of a group, once what makes them is done.</summary>
    public Hash32[] Group(uint group) => Read(Leaves, (long)group << GroupDepth, 1 << GroupDepth);

    private Hash32[] Read(DeviceBuffer from, long first, int count)
    {
        _stream.CopyFrom(from, first * Hash32.Size, _host, count * Hash32.Size);
        _stream.Synchronize();
        Hash32[] hashes = new Hash32[count];
        for (int i = 0; i < count; i++)
        {
            hashes[i] = new Hash32(_host.Bytes.Slice(i * Hash32.Size, Hash32.Size));
        }

        return hashes;
    }
}
