using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Benchmark.Proof;
using DePin.Benchmark.Proof.Gemm;

namespace DePin.Benchmark.Tests.Proof;

/// <summary>
/// Ways to do less than PoG-GEMM asks for. Each is work that a node may commit to and open, with its own key, for any challenge.
/// </summary>
/// <param name="digest">The challenge's.</param>
internal sealed class GemmCheats(GemmChallenge challenge, Hash32 digest)
{
    public GemmWork Honest { get; } = new(challenge, digest);

    /// <summary>A fifth of the tiles skipped, and leaves invented for them.</summary>
    public IProofWork SkipsTiles(Random random)
    {
        Dictionary<(uint, uint), Hash32> invented = [];
        return new BentWork(Honest, (seed, round, position) =>
        {
            // An invented leaf stays the same when it is opened, or the path would tell.
            if (!invented.TryGetValue((round, position), out Hash32 leaf))
            {
                byte[] bytes = new byte[Hash32.Size];
                random.NextBytes(bytes);
                leaf = random.Next(5) == 0 ? new Hash32(bytes) : Honest.Leaf(seed, round, position);
                invented[(round, position)] = leaf;
            }

            return leaf;
        });
    }

    /// <summary>Structured matrices: the product is one tile over and over.</summary>
    public IProofWork RepeatsOneTile() => Tiles((seed, _, _) => PlainGemm.Tile(challenge, seed, 0, 0));

    /// <summary>Every row of A, and every column of B, is one and the same: the product costs one sum.</summary>
    public IProofWork HasLowRank() => Tiles((seed, row, column) =>
    {
        int[] tile = PlainGemm.Tile(challenge, seed, row, column);
        return [.. Enumerable.Repeat(tile[0], tile.Length)];
    });

    /// <summary>Elements computed without their lowest bits.</summary>
    public IProofWork DropsBits(int dropped) => Tiles((seed, row, column) =>
        PlainGemm.Tile(challenge, seed, row, column, element => element >> dropped << dropped));

    /// <summary>Sums over half the length.</summary>
    public IProofWork HalvesSums()
    {
        GemmChallenge half = challenge with { K = challenge.K / 2 };
        IProofWork less = new GemmWork(half, Honest.FirstSeed, new TileKernel(half.Arithmetic, (int)half.K));
        return new BentWork(Honest, less.Leaf);
    }

    /// <summary>One round handed in for all.</summary>
    public IProofWork RepeatsOneRound() =>
        new BentWork(Honest, (_, round, position) => Honest.Leaf(Honest.FirstSeed, round, position));

    private BentWork Tiles(Func<Hash32, uint, uint, int[]> tile) => new(Honest, (seed, round, position) =>
    {
        (uint row, uint column) = PlainGemm.At(challenge, position);
        return PlainGemm.Leaf(round, row, column, tile(seed, row, column));
    });
}
