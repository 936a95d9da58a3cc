using System.Runtime.InteropServices;
using DePin.Ptx.Tests.Instructions;
using DePin.Ptx.Tests.Text;

namespace DePin.Ptx.Tests.Machine;

/// <summary>One wgmma of one warp: sixteen rows of A, 256 of B, 32 bytes along k of each, in the 128-byte swizzle.</summary>
/// <param name="Sums">The 128 registers, by number.</param>
/// <param name="A">A's descriptor.</param>
/// <param name="B">B's descriptor.</param>
/// <param name="Add">Whether the products are added to the sums, or replace them.</param>
internal sealed record TensorWork(TensorElement Element, int[] Sums, ulong A, ulong B, bool Add)
{
    private const int RowsOfWarp = 16;
    private const int Columns = 256;
    private const int PieceBytes = 16;
    private const int StepBytes = 32;
    private const int StepWords = StepBytes / 4;

    public void Begin(Warp warp)
    {
        RequireKnown(A);
        RequireKnown(B);
        foreach (ulong piece in Pieces(warp))
        {
            warp.Block.Shared.BeginAsyncRead(warp, piece, PieceBytes);
        }
    }

    public void End(Warp warp)
    {
        uint[] words = new uint[(RowsOfWarp + Columns) * StepWords];
        int at = 0;
        foreach (ulong piece in Pieces(warp))
        {
            MemoryMarshal.Cast<byte, uint>(warp.Block.Shared.EndAsyncRead(warp, piece, PieceBytes)).CopyTo(words.AsSpan(at));
            at += PieceBytes / 4;
        }

        float[] numbers = new float[words.Length * Element.PerWord];
        Element.Decode(words, numbers);
        int length = StepWords * Element.PerWord;
        ReadOnlySpan<float> a = numbers.AsSpan(0, RowsOfWarp * length), b = numbers.AsSpan(RowsOfWarp * length);
        for (int i = 0; i < Sums.Length; i++)
        {
            for (int lane = 0; lane < Launch.Lanes; lane++)
            {
                ref ulong sum = ref warp.Registers[(Sums[i] * Launch.Lanes) + lane];
                float products = TensorStep.Product(a, (lane / 4) + (i / 2 % 2 * 8), b, (i / 4 * 8) + (lane % 4 * 2) + (i % 2), length);
                sum = Element.Add(Add ? sum : 0, products);
            }
        }
    }

    /// <summary>Addresses of all that is read, A's rows first, two pieces a row.</summary>
    private IEnumerable<ulong> Pieces(Warp warp) =>
        Rows(A, warp.Index % 4 * RowsOfWarp, RowsOfWarp).Concat(Rows(B, 0, Columns));

    private static IEnumerable<ulong> Rows(ulong descriptor, int first, int count)
    {
        ulong start = (descriptor & 0x3fff) << 4, groupBytes = (descriptor >> 32 & 0x3fff) << 4;
        for (int row = first; row < first + count; row++)
        {
            for (int piece = 0; piece < StepBytes / PieceBytes; piece++)
            {
                ulong address = start + ((ulong)(row / 8) * groupBytes) + (ulong)((row % 8 * 128) + (piece * PieceBytes));
                yield return address ^ (address >> 3 & 0x70);
            }
        }
    }

    private static void RequireKnown(ulong descriptor)
    {
        if (descriptor >> 62 != 1 || (descriptor >> 46 & 0xffff) != 0 || (descriptor >> 30 & 3) != 0 || (descriptor >> 14 & 3) != 0)
        {
            throw new PtxException($"descriptor 0x{descriptor:x16} is not of the 128-byte swizzle, or has bits set that must not be");
        }
    }
}
