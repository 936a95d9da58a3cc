using System.Buffers.Binary;
using System.Numerics;
using DePin.Attestation;
using DePin.Attestation.Messages;

namespace DePin.Benchmark.Proof.Gemm;

/// <summary>PoG-GEMM v1: a leaf is a 16 × 16 tile of the round's product.</summary>
internal sealed class GemmWork : IProofWork
{
    public const byte KeyOfA = 0x41;
    public const byte KeyOfB = 0x42;

    /// <summary>Tiles along each side of a block, whose leaves are one subtree.</summary>
    public const uint BlockSide = 4;

    private const byte LeafTag = 0x00;
    private const int HeadBytes = 1 + (3 * sizeof(uint));

    private readonly GemmChallenge _challenge;
    private readonly TileKernel _kernel;
    private readonly int[] _tile = new int[TileKernel.Side * TileKernel.Side];
    private readonly byte[] _preimage = new byte[HeadBytes + (TileKernel.Side * TileKernel.Side * sizeof(int))];

    /// <param name="digest">The challenge's: what everything is seeded by.</param>
    public GemmWork(GemmChallenge challenge, Hash32 digest)
        : this(challenge, ProofHash.Begin("pog-gemm/v1"u8, digest), new TileKernel(challenge.Arithmetic, (int)challenge.K))
    {
    }

    internal GemmWork(GemmChallenge challenge, Hash32 firstSeed, TileKernel kernel) =>
        (_challenge, FirstSeed, _kernel) = (challenge, firstSeed, kernel);

    public int Depth => BitOperations.Log2(_challenge.M / TileKernel.Side) + BitOperations.Log2(_challenge.N / TileKernel.Side);

    public Hash32 FirstSeed { get; }

    public int DrawWords => 3;

    private uint BlocksInRow => _challenge.N / (BlockSide * TileKernel.Side);

    public ProofDraw Draw(ReadOnlySpan<uint> words)
    {
        uint row = words[1] % (_challenge.M / TileKernel.Side), column = words[2] % (_challenge.N / TileKernel.Side);
        return new ProofDraw(1 + (words[0] % _challenge.Rounds), Position(row, column));
    }

    public Hash32 Leaf(Hash32 seed, uint round, uint position)
    {
        (uint row, uint column) = Tile(position);
        _kernel.Compute(ProofHash.Key(KeyOfA, seed), ProofHash.Key(KeyOfB, seed), row, column, _tile);
        _preimage[0] = LeafTag;
        BinaryPrimitives.WriteUInt32LittleEndian(_preimage.AsSpan(1), round);
        BinaryPrimitives.WriteUInt32LittleEndian(_preimage.AsSpan(1 + sizeof(uint)), row);
        BinaryPrimitives.WriteUInt32LittleEndian(_preimage.AsSpan(1 + (2 * sizeof(uint))), column);
        for (int i = 0; i < _tile.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(_preimage.AsSpan(HeadBytes + (i * sizeof(int))), _tile[i]);
        }

        return Hash32.Sha256(_preimage);
    }

    public string Name(uint position)
    {
        (uint row, uint column) = Tile(position);
        return $"tile ({row}, {column})";
    }

    /// <summary>Where a tile's leaf is: its block of 4 × 4 tiles first, then its place in the block.</summary>
    private uint Position(uint row, uint column)
    {
        uint block = (row / BlockSide * BlocksInRow) + (column / BlockSide);
        return (((block * BlockSide) + (row % BlockSide)) * BlockSide) + (column % BlockSide);
    }

    /// <summary>The inverse of <see cref="Position"/>.</summary>
    private (uint Row, uint Column) Tile(uint position)
    {
        uint block = position / (BlockSide * BlockSide), inBlock = position % (BlockSide * BlockSide);
        uint row = (block / BlocksInRow * BlockSide) + (inBlock / BlockSide);
        return (row, (block % BlocksInRow * BlockSide) + (inBlock % BlockSide));
    }
}
