using System.Buffers.Binary;
using System.Numerics;
using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Benchmark.Proof.Streams;

namespace DePin.Benchmark.Proof.Vram;

/// <summary>PoG-VRAM v2: a leaf is where a walk through the memory ends.</summary>
internal sealed class VramWork(VramChallenge challenge, Hash32 firstSeed, IVramLines lines) : IProofWork
{
    public const byte KeyOfLanes = 0x4c;

    private const byte LeafTag = 0x00;
    private const int StartRounds = 8;

    /// <summary>Integers of a lane's state: as many as a ChaCha key has.</summary>
    private const int StateWords = 8;

    private const int Rotation = 13;
    private const uint Multiplier = 0x9e3779b1;

    public int Depth => BitOperations.Log2(challenge.Lanes);

    public Hash32 FirstSeed { get; } = firstSeed;

    public int DrawWords => 2;

    public static Hash32 MemoryKey(Hash32 digest) => ProofHash.Begin("pog-vram/v2"u8, digest);

    /// <param name="start">What the verifier reveals when the memory is filled.</param>
    public static Hash32 SeedOf(Hash32 digest, Hash32 start) => ProofHash.Begin("pog-vram-walk/v2"u8, digest, start);

    public ProofDraw Draw(ReadOnlySpan<uint> words) => new(1 + (words[0] % challenge.Rounds), words[1] % challenge.Lanes);

    public Hash32 Leaf(Hash32 seed, uint round, uint position)
    {
        Span<uint> state = stackalloc uint[StateWords];
        Start(ProofHash.Key(KeyOfLanes, seed), position, state);
        Walk(state);
        Span<byte> preimage = stackalloc byte[1 + ((2 + StateWords) * sizeof(uint))];
        preimage[0] = LeafTag;
        BinaryPrimitives.WriteUInt32LittleEndian(preimage[1..], round);
        BinaryPrimitives.WriteUInt32LittleEndian(preimage[(1 + sizeof(uint))..], position);
        for (int i = 0; i < StateWords; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(preimage[(1 + ((2 + i) * sizeof(uint)))..], state[i]);
        }

        return Hash32.Sha256(preimage);
    }

    public string Name(uint position) => $"lane {position}";

    /// <summary>A block of the stream starts two lanes.</summary>
    private static void Start(Hash32 key, uint lane, Span<uint> state)
    {
        Span<uint> words = stackalloc uint[ChaCha.KeyWords];
        Span<uint> block = stackalloc uint[ChaCha.Words];
        ChaCha.Key(key, words);
        ChaCha.Block(words, lane / 2, StartRounds, block);
        block.Slice((int)(lane % 2) * StateWords, StateWords).CopyTo(state);
    }

    private void Walk(Span<uint> state)
    {
        Span<uint> line = stackalloc uint[LineChains.LineWords];
        for (uint step = 0; step < challenge.Steps; step++)
        {
            uint place = 0;
            foreach (uint word in state)
            {
                place ^= word;
            }

            lines.Read((place * challenge.Lines) >> 32, line);
            for (int i = 0; i < line.Length; i++)
            {
                ref uint word = ref state[i % StateWords];
                word = BitOperations.RotateLeft(word + line[i], Rotation) * Multiplier;
            }
        }
    }
}
