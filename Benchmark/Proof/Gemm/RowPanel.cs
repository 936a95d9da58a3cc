using System.Runtime.Intrinsics;
using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Benchmark.Proof.Streams;

namespace DePin.Benchmark.Proof.Gemm;

/// <summary>A stretch of sixteen rows of one matrix of a round, made from its key as 16-bit integers.</summary>
/// <remarks>
/// A stretch is <see cref="StretchBytes"/> of each row's stream. Within it the elements' order is whatever <see cref="ChaCha8Wide"/>
/// leaves; it is the same for every row of every panel.
/// </remarks>
internal sealed class RowPanel(Arithmetic arithmetic)
{
    public const int Rows = 16;

    /// <summary>Bytes of a row that one stretch covers: one call of <see cref="ChaCha8Wide"/>.</summary>
    public const int StretchBytes = ChaCha8Wide.Blocks * ChaCha.BlockSize;

    /// <summary>Signed 16-bit integers have seven bits more than an element of <see cref="Arithmetic.Fp16"/>.</summary>
    private const int Fp16Shift = 7;

    private readonly int _stride = StretchBytes / ElementSize(arithmetic);
    private readonly short[] _elements = new short[Rows * StretchBytes / ElementSize(arithmetic)];
    private readonly uint[] _key = new uint[ChaCha.KeyWords];
    private readonly Vector256<uint>[] _blocks = new Vector256<uint>[ChaCha.Words];

    /// <summary>Bytes of the stream that make one element.</summary>
    public static int ElementSize(Arithmetic arithmetic) => arithmetic == Arithmetic.Int8 ? sizeof(byte) : sizeof(short);

    /// <summary>The rows' elements in this stretch, as many as the last <see cref="Fill"/> made of each.</summary>
    public ReadOnlySpan<short> Row(int row) => _elements.AsSpan(row * _stride, Length);

    /// <summary>Elements of each row in the stretch.</summary>
    public int Length { get; private set; }

    public void SetKey(Hash32 key) => ChaCha.Key(key, _key);

    /// <summary>Makes one stretch of sixteen rows.</summary>
    /// <param name="firstRow">Index of the first row in its matrix.</param>
    /// <param name="rowBytes">Bytes of a whole row.</param>
    /// <param name="offset">Where in each row the stretch begins, in bytes: a multiple of <see cref="StretchBytes"/>.</param>
    /// <param name="wide">False for the form without vector instructions.</param>
    public void Fill(ulong firstRow, int rowBytes, int offset, bool wide)
    {
        int bytes = Math.Min(StretchBytes, rowBytes - offset);
        Length = bytes / ElementSize(arithmetic);
        for (int row = 0; row < Rows; row++)
        {
            ulong counter = (((firstRow + (ulong)row) * (ulong)rowBytes) + (ulong)offset) / ChaCha.BlockSize;
            Span<short> elements = _elements.AsSpan(row * _stride, _stride);
            // The last stretch of a short row is made block by block: the eight would run into the next row.
            if (wide && bytes == StretchBytes)
            {
                FillWide(counter, elements);
            }
            else
            {
                FillByBlock(counter, elements[..Length]);
            }
        }
    }

    private void FillWide(ulong counter, Span<short> elements)
    {
        ChaCha8Wide.Fill(_key, counter, _blocks);
        for (int i = 0; i < _blocks.Length; i++)
        {
            Vector256<short> pairs = _blocks[i].AsInt16();
            if (arithmetic == Arithmetic.Fp16)
            {
                (pairs >> Fp16Shift).CopyTo(elements[(i * Vector256<short>.Count)..]);
                continue;
            }

            // Low and high byte of each pair, each with its sign.
            ((pairs << 8) >> 8).CopyTo(elements[(2 * i * Vector256<short>.Count)..]);
            (pairs >> 8).CopyTo(elements[(((2 * i) + 1) * Vector256<short>.Count)..]);
        }
    }

    private void FillByBlock(ulong counter, Span<short> elements)
    {
        Span<uint> block = stackalloc uint[ChaCha.Words];
        int perWord = sizeof(uint) / ElementSize(arithmetic);
        for (int i = 0; i < elements.Length; i += perWord)
        {
            int word = i / perWord % ChaCha.Words;
            if (word == 0)
            {
                ChaCha.Block(_key, counter++, TileKernel.StreamRounds, block);
            }

            for (int part = 0; part < perWord; part++)
            {
                elements[i + part] = arithmetic == Arithmetic.Int8
                    ? (sbyte)(block[word] >> (8 * part))
                    : (short)((short)(block[word] >> (16 * part)) >> Fp16Shift);
            }
        }
    }
}
