using DePin.Ptx.Tests.Text;

namespace DePin.Ptx.Tests.Machine;

/// <summary>A barrier in shared memory: a phase ends when all have arrived and all expected bytes have come.</summary>
public sealed class Mbarrier(int index, int count, Warp initialiser)
{
    private readonly int[] _arriving = new int[initialiser.Clock.Length];
    private readonly int _count = count;
    private int _pending = count;
    private long _bytes;

    /// <summary>Which of the block's barriers.</summary>
    public int Index { get; } = index;

    /// <summary>Phases that have ended.</summary>
    public int Completed { get; private set; }

    /// <summary>What everyone who arrived in an ended phase had seen.</summary>
    public int[] Published { get; } = new int[initialiser.Clock.Length];

    public int Initialiser { get; } = initialiser.Index;

    public int InitialisedAt { get; } = initialiser.Clock[initialiser.Index];

    /// <param name="expected">Bytes that this phase waits for on top.</param>
    public void Arrive(Warp warp, uint expected)
    {
        if (_pending == 0)
        {
            throw new PtxException("more arrivals than the barrier counts");
        }

        _bytes += expected;
        _pending--;
        Warp.Join(_arriving, warp.Clock);
        warp.Clock[warp.Index]++;
        EndPhase();
    }

    public void Receive(int bytes)
    {
        _bytes -= bytes;
        EndPhase();
    }

    /// <summary>Whether the phase of this parity has ended, and not the one after it.</summary>
    public bool HasEnded(uint parity) => (Completed & 1) != (parity & 1);

    private void EndPhase()
    {
        if (_pending == 0 && _bytes == 0)
        {
            Completed++;
            _pending = _count;
            Warp.Join(Published, _arriving);
        }
    }
}
