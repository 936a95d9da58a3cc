using DePin.Ptx.Tests.Text;

namespace DePin.Ptx.Tests.Machine;

/// <summary>A block of a launch: its warps in an order drawn anew all the time, its shared memory, and what is under way.</summary>
public sealed class Block
{
    private const int MostInstructionsInARow = 400;

    /// <summary>More than any kernel needs at the sizes that tests have; what never ends is an error and not a hung test.</summary>
    private const long MostSteps = 100_000_000;

    private readonly List<BulkCopy> _bulkCopies = [];
    private readonly Warp[] _warps;

    public Block(Launch launch, Device device, byte[] parameters, uint index)
    {
        (Entry, Device, Parameters) = (launch.Entry, device, parameters);
        Random = new Random(launch.Seed + (7919 * (int)index));
        int warps = (int)(launch.Threads + Launch.Lanes - 1) / Launch.Lanes;
        Shared = new SharedMemory(this, Entry.StaticShared + launch.DynamicShared, warps);
        ulong[] initial = InitialRegisters();
        _warps = [.. Enumerable.Range(0, warps).Select(i => new Warp(this, launch, index, i, warps, (ulong[])initial.Clone()))];
    }

    public Entry Entry { get; }

    public Device Device { get; }

    public byte[] Parameters { get; }

    public Random Random { get; }

    public SharedMemory Shared { get; }

    public Mbarriers Mbarriers { get; } = new();

    /// <summary>Counts what a warp that polls may have waited for.</summary>
    public long Events { get; set; }

    public long Run()
    {
        long steps = 0;
        while (_warps.Any(warp => warp.Live != 0))
        {
            bool moved = RunWarps(ref steps) | ReleaseBarrier();
            if ((moved && Random.Next(2) == 0) || !LandOne())
            {
                Require(moved, "no warp can go on: each waits for a barrier that nobody will complete");
            }

            Require(steps < MostSteps, $"more than {MostSteps} instructions");
        }

        Require(_bulkCopies.Count == 0, "the block ended before its bulk copies landed");
        return steps;
    }

    /// <summary>Whether what a warp wrote at a time of its own has been made visible to asynchronous readers since.</summary>
    public bool HasFenced(int warp, int time) => time <= _warps[warp].FencedAt;

    public void Begin(BulkCopy copy) => _bulkCopies.Add(copy);

    private bool RunWarps(ref long steps)
    {
        bool moved = false;
        int first = Random.Next(_warps.Length);
        for (int i = 0; i < _warps.Length; i++)
        {
            Warp warp = _warps[(i + first) % _warps.Length];
            if (warp.Live != 0 && !warp.AtBarrier && warp.StalledAt != Events)
            {
                steps += warp.Run(1 + Random.Next(MostInstructionsInARow));
                moved = true;
            }
        }

        return moved;
    }

    private bool ReleaseBarrier()
    {
        Warp[] live = [.. _warps.Where(warp => warp.Live != 0)];
        if (live.Length == 0 || !live.All(warp => warp.AtBarrier))
        {
            return false;
        }

        Warp.Meet(live);
        return true;
    }

    /// <summary>One of the copies under way, whichever, arrives.</summary>
    private bool LandOne()
    {
        if (_bulkCopies.Count == 0)
        {
            return false;
        }

        int which = Random.Next(_bulkCopies.Count);
        BulkCopy copy = _bulkCopies[which];
        _bulkCopies.RemoveAt(which);
        copy.Land(this);
        return true;
    }

    /// <summary>Garbage, but for the literals: who reads what was never written gets something else with every seed.</summary>
    private ulong[] InitialRegisters()
    {
        ulong[] registers = new ulong[Entry.Registers * Launch.Lanes];
        for (int i = 0; i < registers.Length; i++)
        {
            registers[i] = (uint)Random.Next();
        }

        foreach ((int register, ulong value) in Entry.Constants)
        {
            registers.AsSpan(register * Launch.Lanes, Launch.Lanes).Fill(value);
        }

        return registers;
    }

    private void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw new PtxException($"{Entry.Name}: {what}; " + string.Join("; ", _warps.Where(warp => warp.Live != 0)));
        }
    }
}
