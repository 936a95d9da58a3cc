using DePin.Ptx.Tests.Text;

namespace DePin.Ptx.Tests.Machine;

/// <summary>A warp's wgmma under way: they read shared memory and write registers only when their group is waited for.</summary>
internal sealed class TensorQueue
{
    private readonly Warp _warp;
    private readonly Queue<List<TensorWork>> _groups = [];
    private readonly bool[] _touched;
    private readonly int[] _owned;
    private readonly bool _used;
    private List<TensorWork> _open = [];
    private int _pending;

    public TensorQueue(Warp warp)
    {
        _warp = warp;
        _used = warp.Block.Entry.Code.Any(code => code.Statement.Opcode.StartsWith("wgmma.mma_async", StringComparison.Ordinal));
        (_touched, _owned) = _used ? (new bool[warp.Block.Entry.Registers], new int[warp.Block.Entry.Registers]) : ([], []);
        Array.Fill(_touched, true);
    }

    /// <summary>What any other instruction must not do: use a register that a tensor core still writes.</summary>
    public void Check(Instruction instruction)
    {
        if (!_used)
        {
            return;
        }

        if (_pending > 0 && Array.Exists(instruction.Uses, register => _owned[register] > 0))
        {
            throw new PtxException("uses a register that a wgmma still writes, before the wait for it");
        }

        foreach (int register in instruction.Writes)
        {
            _touched[register] = true;
        }
    }

    /// <summary>wgmma.fence: what other instructions did to registers is done.</summary>
    public void Fence() => Array.Clear(_touched);

    public void Begin(TensorWork work)
    {
        foreach (int register in work.Sums)
        {
            if (_touched[register])
            {
                throw new PtxException("its sums were written by another instruction, with no wgmma.fence between");
            }

            _owned[register]++;
        }

        work.Begin(_warp);
        _open.Add(work);
        _pending++;
    }

    public void Commit()
    {
        _groups.Enqueue(_open);
        _open = [];
    }

    public void Wait(int but)
    {
        while (_groups.Count > but)
        {
            foreach (TensorWork work in _groups.Dequeue())
            {
                work.End(_warp);
                _pending--;
                foreach (int register in work.Sums)
                {
                    _owned[register]--;
                }
            }
        }
    }

    public void RequireDone()
    {
        if (_pending > 0)
        {
            throw new PtxException("the warp ends with a wgmma under way");
        }
    }
}
