using System.Buffers.Binary;
using DePin.Ptx.Tests.Machine;
using DePin.Ptx.Tests.Text;

namespace DePin.Ptx.Tests.Instructions;

/// <summary>Loads and stores. Hints about caches change nothing here.</summary>
internal static class MemoryInstructions
{
    public static IEnumerable<KeyValuePair<string, Func<Operands, Instruction>>> All =>
    [
        new("ld.param.b32", operands => LoadParameter(operands, 4)),
        new("ld.param.b64", operands => LoadParameter(operands, 8)),
        new("ld.global.b32", operands => Load(operands, 1)),
        new("ld.global.nc.b32", operands => Load(operands, 1)),
        new("ld.global.v2.b32", operands => Load(operands, 2)),
        new("ld.global.v4.b32", operands => Load(operands, 4)),
        new("ld.global.nc.v4.b32", operands => Load(operands, 4)),
        new("ld.global.nc.L1::no_allocate.v4.u32", operands => Load(operands, 4)),
        new("ld.global.cv.v4.u32", operands => Load(operands, 4)),
        new("st.global.b32", operands => Store(operands, 1, Global)),
        new("st.global.v2.b32", operands => Store(operands, 2, Global)),
        new("st.global.v4.b32", operands => Store(operands, 4, Global)),
        new("st.shared.u32", operands => Store(operands, 1, Shared)),
        new("st.shared.v4.u32", operands => Store(operands, 4, Shared)),
        new("red.global.add.u64", operands => Reduce(operands, (held, value) => held + value)),
        new("red.global.min.u64", operands => Reduce(operands, Math.Min)),
    ];

    private delegate Span<byte> Place(Warp warp, ulong address, int bytes);

    private static Span<byte> Global(Warp warp, ulong address, int bytes) => warp.Block.Device.Store(warp.Id, address, bytes);

    private static Span<byte> Shared(Warp warp, ulong address, int bytes) => warp.Block.Shared.Store(warp, address, bytes);

    private static Instruction LoadParameter(Operands operands, int bytes)
    {
        (int to, int from) = (operands.Result(0), operands.Parameter(1, bytes));
        return operands.Make((warp, lanes) =>
        {
            ReadOnlySpan<byte> place = warp.Block.Parameters.AsSpan(from, bytes);
            ulong value = bytes == 8 ? BinaryPrimitives.ReadUInt64LittleEndian(place) : BinaryPrimitives.ReadUInt32LittleEndian(place);
            Lanes.Each(lanes, lane => warp.Registers[to + lane] = value);
        });
    }

    private static Instruction Load(Operands operands, int words)
    {
        int[] to = operands.Results(0);
        (int from, ulong offset) = operands.Address(1);
        operands.Require(to.Length == words, $"not {words} registers");
        return operands.Make((warp, lanes) => Lanes.Each(lanes, lane =>
        {
            ReadOnlySpan<byte> place = warp.Block.Device.Load(warp.Id, warp.Registers[from + lane] + offset, words * 4);
            for (int i = 0; i < words; i++)
            {
                warp.Registers[to[i] + lane] = BinaryPrimitives.ReadUInt32LittleEndian(place[(4 * i)..]);
            }
        }));
    }

    private static Instruction Store(Operands operands, int words, Place place)
    {
        (int to, ulong offset) = operands.Address(0);
        int[] from = operands.Values(1);
        operands.Require(from.Length == words, $"not {words} registers");
        return operands.Make((warp, lanes) => Lanes.Each(lanes, lane =>
        {
            Span<byte> bytes = place(warp, warp.Registers[to + lane] + offset, words * 4);
            for (int i = 0; i < words; i++)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(bytes[(4 * i)..], (uint)warp.Registers[from[i] + lane]);
            }
        }));
    }

    private static Instruction Reduce(Operands operands, Func<ulong, ulong, ulong> combine)
    {
        (int to, ulong offset) = operands.Address(0);
        int value = operands.Value(1);
        return operands.Make((warp, lanes) => Lanes.Each(lanes, lane =>
        {
            Span<byte> place = warp.Block.Device.Atomic(warp.Registers[to + lane] + offset, 8);
            ulong held = BinaryPrimitives.ReadUInt64LittleEndian(place);
            BinaryPrimitives.WriteUInt64LittleEndian(place, combine(held, warp.Registers[value + lane]));
        }));
    }
}
