using System.Buffers.Binary;
using DePin.Ptx.Tests.Machine;
using DePin.Ptx.Tests.Text;

namespace DePin.Ptx.Tests.Instructions;

/// <summary>A warp's tensor cores, and the loads that lay matrices out for them.</summary>
internal static class MatrixInstructions
{
    public static IEnumerable<KeyValuePair<string, Func<Operands, Instruction>>> All =>
    [
        new("ldmatrix.sync.aligned.m8n8.x4.shared.b16", LoadMatrices),
        new("mma.sync.aligned.m8n8k16.row.col.s32.s8.s8.s32", operands => Multiply(operands, TensorElement.S8, 8, 4)),
        new("mma.sync.aligned.m16n8k8.row.col.f32.f16.f16.f32", operands => Multiply(operands, TensorElement.F16, 16, 4)),
        new("mma.sync.aligned.m16n8k32.row.col.s32.s8.s8.s32", operands => Multiply(operands, TensorElement.S8, 16, 8)),
        new("mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32", operands => Multiply(operands, TensorElement.F16, 16, 8)),
        new("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32", operands => Multiply(operands, TensorElement.BF16, 16, 8)),
        new("mma.sync.aligned.m16n8k32.row.col.f32.e4m3.e4m3.f32", operands => Multiply(operands, TensorElement.E4M3, 16, 8)),
    ];

    /// <summary>Four matrices of eight rows of 16 bytes; lane 8 i + r has the address of row r of matrix i.</summary>
    private static Instruction LoadMatrices(Operands operands)
    {
        int[] to = operands.Results(0);
        (int from, ulong offset) = operands.Address(1);
        operands.Require(to.Length == 4, "not four registers");
        return operands.Make(
            (warp, _) =>
            {
                Span<uint> words = stackalloc uint[4 * Launch.Lanes];
                for (int row = 0; row < Launch.Lanes; row++)
                {
                    ReadOnlySpan<byte> bytes = warp.Block.Shared.Load(warp, warp.Registers[from + row] + offset, 16);
                    for (int i = 0; i < 4; i++)
                    {
                        words[(4 * row) + i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(4 * i)..]);
                    }
                }

                for (int i = 0; i < words.Length; i++)
                {
                    warp.Registers[to[i / Launch.Lanes] + (i % Launch.Lanes)] = words[i];
                }
            },
            collective: true);
    }

    /// <param name="rows">Of A and D; B has eight columns.</param>
    /// <param name="words">Words of four bytes along k.</param>
    private static Instruction Multiply(Operands operands, TensorElement element, int rows, int words)
    {
        (int[] d, int[] a, int[] b, int[] c) = (operands.Results(0), operands.Values(1), operands.Values(2), operands.Values(3));
        bool fits = d.Length == rows / 4 && c.Length == d.Length && a.Length == rows * words / 32 && b.Length == words / 4;
        operands.Require(fits, "not the registers of its shape");
        int length = words * element.PerWord;
        return operands.Make(
            (warp, _) =>
            {
                Span<float> left = stackalloc float[16 * 32], right = stackalloc float[8 * 32];
                Gather(warp, element, a, rows, words, left);
                Gather(warp, element, b, 8, words, right);
                for (int lane = 0; lane < Launch.Lanes; lane++)
                {
                    for (int i = 0; i < d.Length; i++)
                    {
                        float products = TensorStep.Product(left, (lane / 4) + (i / 2 * 8), right, (lane % 4 * 2) + (i % 2), length);
                        warp.Registers[d[i] + lane] = element.Add(warp.Registers[c[i] + lane], products);
                    }
                }
            },
            collective: true);
    }

    /// <summary>Register i of lane 4 g + q is word q + 4 (i / n) of row g + 8 (i mod n), with n eights of rows.</summary>
    private static void Gather(Warp warp, TensorElement element, int[] registers, int rows, int words, Span<float> numbers)
    {
        Span<uint> gathered = stackalloc uint[16 * 8];
        int eights = rows / 8;
        for (int i = 0; i < registers.Length; i++)
        {
            for (int lane = 0; lane < Launch.Lanes; lane++)
            {
                int row = (lane / 4) + (i % eights * 8), word = (lane % 4) + (i / eights * 4);
                gathered[(row * words) + word] = (uint)warp.Registers[registers[i] + lane];
            }
        }

        element.Decode(gathered[..(rows * words)], numbers);
    }
}
