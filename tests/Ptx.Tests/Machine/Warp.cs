using System.Numerics;
using DePin.Ptx.Tests.Text;

namespace DePin.Ptx.Tests.Machine;

/// <summary>
/// Thirty-two lanes that run together while they can. Where they part, those at the lowest instruction go first; nothing may rely on more.
/// </summary>
public sealed class Warp
{
    public const uint AllLanes = uint.MaxValue;

    private readonly Instruction[] _code;
    private readonly int[] _at = new int[Launch.Lanes];
    private int _together;
    private bool _apart;

    public Warp(Block block, Launch launch, uint blockIndex, int index, int warps, ulong[] registers)
    {
        (Block, Index, Registers, _code) = (block, index, registers, block.Entry.Code);
        Id = checked((int)(blockIndex * (uint)warps) + index + 1);
        int lanes = Math.Min(Launch.Lanes, (int)launch.Threads - (index * Launch.Lanes));
        Live = lanes == Launch.Lanes ? AllLanes : (1u << lanes) - 1;
        Clock = new int[warps];
        Clock[index] = 1;
        Tensor = new TensorQueue(this);
        SpecialRegisters special = block.Entry.Special;
        for (int lane = 0; lane < Launch.Lanes; lane++)
        {
            registers[(special.Thread * Launch.Lanes) + lane] = (ulong)((index * Launch.Lanes) + lane);
            registers[(special.Threads * Launch.Lanes) + lane] = launch.Threads;
            registers[(special.Block * Launch.Lanes) + lane] = blockIndex;
            registers[(special.Blocks * Launch.Lanes) + lane] = launch.Blocks;
        }
    }

    public Block Block { get; }

    /// <summary>Its place in the block.</summary>
    public int Index { get; }

    /// <summary>Its number in the launch, from 1.</summary>
    public int Id { get; }

    /// <summary>Lane <c>l</c> of register <c>r</c> is at <c>32 r + l</c>; bits above the register's width are zero.</summary>
    public ulong[] Registers { get; }

    /// <summary>Lanes that have not ended.</summary>
    public uint Live { get; private set; }

    public bool AtBarrier { get; private set; }

    /// <summary>The count of <see cref="Block.Events"/> at which it polled in vain; it need not try again before the next.</summary>
    public long StalledAt { get; set; } = -1;

    /// <summary>For each warp of the block, up to when this one has heard of what it did.</summary>
    public int[] Clock { get; }

    /// <summary>For each barrier in shared memory, how many phases this warp knows to have ended.</summary>
    public int[] Seen { get; } = new int[Mbarriers.Most];

    /// <summary>What it was when the warp last ran fence.proxy.async.</summary>
    public int FencedAt { get; private set; }

    public CopyGroups Copies { get; } = new();

    internal TensorQueue Tensor { get; }

    /// <summary>Whether what a warp did at a time of its own is known to have happened before now.</summary>
    public bool Has(int warp, int time) => warp == Index || time <= Clock[warp];

    public void Fence() => FencedAt = Clock[Index]++;

    /// <summary>All warps of a barrier learn what each has seen.</summary>
    public static void Meet(Warp[] warps)
    {
        int[] all = new int[warps[0].Clock.Length];
        foreach (Warp warp in warps)
        {
            Join(all, warp.Clock);
        }

        foreach (Warp warp in warps)
        {
            all.CopyTo(warp.Clock, 0);
            warp.Clock[warp.Index]++;
            warp.AtBarrier = false;
        }
    }

    public static void Join(int[] into, int[] other)
    {
        for (int i = 0; i < into.Length; i++)
        {
            into[i] = Math.Max(into[i], other[i]);
        }
    }

    public override string ToString() =>
        $"warp {Index} at line {_code[_apart ? _at[BitOperations.TrailingZeroCount(Live)] : _together].Statement.Line}";

    /// <summary>Runs until it waits, ends, or has run so many instructions.</summary>
    /// <returns>How many it ran.</returns>
    public int Run(int most)
    {
        int count = 0;
        while (count < most && Live != 0 && !AtBarrier)
        {
            count++;
            (int at, uint lanes) = Next();
            Instruction instruction = _code[at];
            try
            {
                if (!Step(instruction, at, lanes))
                {
                    break;
                }
            }
            catch (Exception exception) when (exception is not PtxException { Line: > 0 })
            {
                throw new PtxException(instruction.Statement, exception.Message);
            }
        }

        return count;
    }

    private bool Step(Instruction instruction, int at, uint lanes)
    {
        uint chosen = instruction.Predicate < 0 ? lanes : lanes & Mask(instruction.Predicate) ^ (instruction.Statement.Negated ? lanes : 0);
        if (instruction.Collective && chosen != AllLanes)
        {
            throw new PtxException($"lanes {chosen:x8} come to it alone");
        }

        Tensor.Check(instruction);
        switch (instruction.Flow)
        {
            case Flow.Branch:
                Jump(lanes, chosen, at, instruction.Target);
                return true;
            case Flow.Return:
                Tensor.RequireDone();
                Live &= ~chosen;
                Jump(lanes & ~chosen, 0, at, 0);
                return true;
            case Flow.Barrier:
                AtBarrier = chosen == Live ? true : throw new PtxException($"only lanes {chosen:x8} of {Live:x8} come to the barrier");
                break;
            default:
                instruction.Run(this, chosen);
                break;
        }

        Jump(lanes, 0, at, 0);
        return instruction.Flow != Flow.Poll || StalledAt != Block.Events;
    }

    private uint Mask(int predicate)
    {
        uint mask = 0;
        for (int lane = 0; lane < Launch.Lanes; lane++)
        {
            mask |= (uint)(Registers[(predicate * Launch.Lanes) + lane] & 1) << lane;
        }

        return mask;
    }

    private (int At, uint Lanes) Next()
    {
        if (!_apart)
        {
            return (_together, Live);
        }

        int at = int.MaxValue;
        uint lanes = 0;
        for (uint left = Live; left != 0; left &= left - 1)
        {
            int lane = BitOperations.TrailingZeroCount(left);
            (at, lanes) = _at[lane] < at ? (_at[lane], 1u << lane) : _at[lane] == at ? (at, lanes | (1u << lane)) : (at, lanes);
        }

        if (lanes == Live)
        {
            (_apart, _together) = (false, at);
        }

        return (at, lanes);
    }

    /// <summary>Moves the lanes of an instruction on: those of <paramref name="taken"/> to the target, the others to the next.</summary>
    private void Jump(uint lanes, uint taken, int at, int target)
    {
        if (!_apart && (taken == 0 || taken == lanes))
        {
            _together = taken == 0 ? at + 1 : target;
            return;
        }

        if (!_apart)
        {
            _apart = true;
            Array.Fill(_at, at);
        }

        for (uint left = lanes; left != 0; left &= left - 1)
        {
            int lane = BitOperations.TrailingZeroCount(left);
            _at[lane] = (taken >> lane & 1) != 0 ? target : at + 1;
        }
    }
}
