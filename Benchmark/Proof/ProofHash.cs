using System.Security.Cryptography;
using DePin.Attestation;
using DePin.Benchmark.Proof.Streams;

namespace DePin.Benchmark.Proof;

/// <summary>The hashes that hold a proof together: seeds, keys, tree, commitment, draw.</summary>
internal static class ProofHash
{
    private const byte InnerNode = 0x01;

    private const int DrawRounds = 8;

    /// <summary>H(text ‖ first ‖ second): the first seed, and the memory's key.</summary>
    public static Hash32 Begin(ReadOnlySpan<byte> text, Hash32 first, Hash32? second = null)
    {
        Span<byte> bytes = stackalloc byte[text.Length + (2 * Hash32.Size)];
        text.CopyTo(bytes);
        first.CopyTo(bytes[text.Length..]);
        second?.CopyTo(bytes[(text.Length + Hash32.Size)..]);
        return Hash32.Sha256(second is null ? bytes[..^Hash32.Size] : bytes);
    }

    /// <summary>A stream's key in a round.</summary>
    public static Hash32 Key(byte tag, Hash32 seed) => Begin([tag], seed);

    /// <summary>Seed of the round after the one with this seed and root.</summary>
    public static Hash32 NextSeed(Hash32 seed, Hash32 root) => Begin("next"u8, seed, root);

    public static Hash32 Node(Hash32 left, Hash32 right) => Begin([InnerNode], left, right);

    /// <summary>The commitment to all roots.</summary>
    public static Hash32 Commit(ReadOnlySpan<byte> roots)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData("commit"u8);
        hash.AppendData(roots);
        Span<byte> digest = stackalloc byte[Hash32.Size];
        hash.GetHashAndReset(digest);
        return new Hash32(digest);
    }

    /// <summary>Where a path leads from a leaf.</summary>
    /// <param name="siblings">32 bytes each, nearest first.</param>
    public static Hash32 Climb(Hash32 leaf, uint position, ReadOnlySpan<byte> siblings)
    {
        Hash32 node = leaf;
        for (; !siblings.IsEmpty; siblings = siblings[Hash32.Size..], position >>= 1)
        {
            Hash32 sibling = new(siblings[..Hash32.Size]);
            node = (position & 1) == 0 ? Node(node, sibling) : Node(sibling, node);
        }

        return node;
    }

    /// <summary>The leaves to open: nobody knew them before <paramref name="commit"/> was there.</summary>
    public static ProofDraw[] Draws(IProofWork work, Hash32 secret, Hash32 commit, uint count) =>
        Draws(work, Begin([], secret, commit), count);

    /// <param name="kappa">Key of the draw's stream.</param>
    internal static ProofDraw[] Draws(IProofWork work, Hash32 kappa, uint count)
    {
        uint[] words = new uint[count * work.DrawWords];
        ChaCha.Words32(kappa, DrawRounds, words);
        ProofDraw[] draws = new ProofDraw[count];
        for (int i = 0; i < draws.Length; i++)
        {
            draws[i] = work.Draw(words.AsSpan(i * work.DrawWords, work.DrawWords));
        }

        return draws;
    }
}
