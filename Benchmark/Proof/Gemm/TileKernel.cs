using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Benchmark.Proof.Streams;

namespace DePin.Benchmark.Proof.Gemm;

/// <summary>
/// Computes one 16 × 16 tile of a round's product, exactly modulo 2^32, in memory that does not depend on the matrices' size: both matrices
/// are made from their keys a stretch of 512 bytes a row at a time, which stays in the processor's first cache.
/// </summary>
internal sealed class TileKernel(Arithmetic arithmetic, int k, bool wide)
{
    public const int Side = RowPanel.Rows;

    /// <summary>The matrices are streams of ChaCha with 8 rounds.</summary>
    public const int StreamRounds = 8;

    private readonly int _rowBytes = k * RowPanel.ElementSize(arithmetic);
    private readonly RowPanel _a = new(arithmetic);
    private readonly RowPanel _b = new(arithmetic);
    private readonly Vector256<int>[] _sums = new Vector256<int>[Side * Side];

    /// <summary>With vector instructions where the processor has them.</summary>
    public TileKernel(Arithmetic arithmetic, int k)
        : this(arithmetic, k, ChaCha8Wide.IsSupported)
    {
    }

    /// <summary>The tile, row by row.</summary>
    /// <param name="keyA">Key of the left matrix, by rows.</param>
    /// <param name="keyB">Key of the right matrix, by columns.</param>
    /// <param name="row">The tile's row: its first row of the matrix is 16 times that.</param>
    /// <param name="column">The tile's column.</param>
    public void Compute(Hash32 keyA, Hash32 keyB, uint row, uint column, Span<int> tile)
    {
        _a.SetKey(keyA);
        _b.SetKey(keyB);
        _sums.AsSpan().Clear();
        tile.Clear();
        for (int offset = 0; offset < _rowBytes; offset += RowPanel.StretchBytes)
        {
            _a.Fill((ulong)row * Side, _rowBytes, offset, wide);
            _b.Fill((ulong)column * Side, _rowBytes, offset, wide);
            if (wide)
            {
                AddWide();
            }
            else
            {
                Add(tile);
            }
        }

        if (wide)
        {
            for (int i = 0; i < _sums.Length; i++)
            {
                tile[i] = Vector256.Sum(_sums[i]);
            }
        }
    }

    private void Add(Span<int> tile)
    {
        for (int i = 0; i < tile.Length; i++)
        {
            ReadOnlySpan<short> left = _a.Row(i / Side), right = _b.Row(i % Side);
            int sum = 0;
            for (int x = 0; x < left.Length; x++)
            {
                sum = unchecked(sum + (left[x] * right[x]));
            }

            tile[i] = unchecked(tile[i] + sum);
        }
    }

    /// <summary>Four rows by two columns at a time: eight sums and the six rows they need fit the sixteen registers.</summary>
    private void AddWide()
    {
        for (int i = 0; i < Side; i += 4)
        {
            for (int j = 0; j < Side; j += 2)
            {
                AddBlock(i, j);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddBlock(int i, int j)
    {
        ref short a0 = ref MemoryMarshal.GetReference(_a.Row(i)), a1 = ref MemoryMarshal.GetReference(_a.Row(i + 1));
        ref short a2 = ref MemoryMarshal.GetReference(_a.Row(i + 2)), a3 = ref MemoryMarshal.GetReference(_a.Row(i + 3));
        ref short b0 = ref MemoryMarshal.GetReference(_b.Row(j)), b1 = ref MemoryMarshal.GetReference(_b.Row(j + 1));
        Vector256<int> s00 = default, s01 = default, s10 = default, s11 = default;
        Vector256<int> s20 = default, s21 = default, s30 = default, s31 = default;
        // SAFETY: every row of a stretch has Length elements, a multiple of the vector's.
        for (nuint x = 0, length = (nuint)_a.Length; x < length; x += (nuint)Vector256<short>.Count)
        {
            Vector256<short> left = Vector256.LoadUnsafe(ref b0, x), right = Vector256.LoadUnsafe(ref b1, x);
            Vector256<short> a = Vector256.LoadUnsafe(ref a0, x);
            s00 += Avx2.MultiplyAddAdjacent(a, left);
            s01 += Avx2.MultiplyAddAdjacent(a, right);
            a = Vector256.LoadUnsafe(ref a1, x);
            s10 += Avx2.MultiplyAddAdjacent(a, left);
            s11 += Avx2.MultiplyAddAdjacent(a, right);
            a = Vector256.LoadUnsafe(ref a2, x);
            s20 += Avx2.MultiplyAddAdjacent(a, left);
            s21 += Avx2.MultiplyAddAdjacent(a, right);
            a = Vector256.LoadUnsafe(ref a3, x);
            s30 += Avx2.MultiplyAddAdjacent(a, left);
            s31 += Avx2.MultiplyAddAdjacent(a, right);
        }

        Keep(i, j, s00, s01);
        Keep(i + 1, j, s10, s11);
        Keep(i + 2, j, s20, s21);
        Keep(i + 3, j, s30, s31);
    }

    private void Keep(int i, int j, Vector256<int> left, Vector256<int> right)
    {
        _sums[(i * Side) + j] += left;
        _sums[(i * Side) + j + 1] += right;
    }
}
