using DePin.Ptx.Tests.Text;

namespace DePin.Ptx.Tests.Machine;

/// <summary>A block's barriers in shared memory, by their addresses.</summary>
public sealed class Mbarriers
{
    public const int Most = 16;

    private readonly Dictionary<ulong, Mbarrier> _barriers = [];

    public void Initialise(ulong address, int count, Warp warp)
    {
        if (address % 8 != 0 || _barriers.Count == Most || !_barriers.TryAdd(address, new Mbarrier(_barriers.Count, count, warp)))
        {
            throw new PtxException($"no barrier can be made at {address}: misaligned, there already, or one of more than {Most}");
        }
    }

    public Mbarrier Find(ulong address) =>
        _barriers.GetValueOrDefault(address) ?? throw new PtxException($"there is no barrier at {address}");

    /// <summary>The barrier, if its initialisation has reached this warp.</summary>
    public Mbarrier Find(ulong address, Warp warp)
    {
        Mbarrier barrier = Find(address);
        return warp.Has(barrier.Initialiser, barrier.InitialisedAt)
            ? barrier
            : throw new PtxException($"warp {warp.Index} uses the barrier at {address}, whose initialisation it has not waited for");
    }
}
