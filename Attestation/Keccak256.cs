using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace DePin.Attestation;

/// <summary>Keccak-256 as Ethereum uses it: the sponge of FIPS 202 with the original padding byte 0x01 (SHA3-256 pads with 0x06).</summary>
public static class Keccak256
{
    /// <summary>Bytes absorbed per permutation: 1600 bits of state less twice the 256 bits of output.</summary>
    private const int Rate = 136;
    private const int Lanes = 25;

    // FIPS 202 §3.2.5 (iota), §3.2.2 (rho) and §3.2.3 (pi), the last two in the order in which pi visits the lanes.
    private static readonly ulong[] RoundConstants =
    [
        0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000, 0x000000000000808b, 0x0000000080000001,
        0x8000000080008081, 0x8000000000008009, 0x000000000000008a, 0x0000000000000088, 0x0000000080008009, 0x000000008000000a,
        0x000000008000808b, 0x800000000000008b, 0x8000000000008089, 0x8000000000008003, 0x8000000000008002, 0x8000000000000080,
        0x000000000000800a, 0x800000008000000a, 0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
    ];

    private static ReadOnlySpan<byte> Rotations =>
        [1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44];

    private static ReadOnlySpan<byte> PiOrder => [10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1];

    public static Hash32 Hash(ReadOnlySpan<byte> data)
    {
        Span<ulong> state = stackalloc ulong[Lanes];
        state.Clear();
        while (data.Length >= Rate)
        {
            Absorb(state, data[..Rate]);
            data = data[Rate..];
        }

        Span<byte> last = stackalloc byte[Rate];
        last.Clear();
        data.CopyTo(last);
        last[data.Length] ^= 0x01;
        last[Rate - 1] ^= 0x80;
        Absorb(state, last);

        Span<byte> digest = stackalloc byte[Hash32.Size];
        for (int i = 0; i < Hash32.Size / sizeof(ulong); i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(digest[(i * sizeof(ulong))..], state[i]);
        }

        return new Hash32(digest);
    }

    /// <summary>Keccak-256 of the UTF-8 bytes of <paramref name="text"/>: type strings and domain names of EIP-712.</summary>
    public static Hash32 Hash(string text) => Hash(Encoding.UTF8.GetBytes(text));

    private static void Absorb(Span<ulong> state, ReadOnlySpan<byte> block)
    {
        for (int i = 0; i < Rate / sizeof(ulong); i++)
        {
            state[i] ^= BinaryPrimitives.ReadUInt64LittleEndian(block[(i * sizeof(ulong))..]);
        }

        foreach (ulong constant in RoundConstants)
        {
            Theta(state);
            RhoPi(state);
            Chi(state);
            state[0] ^= constant;
        }
    }

    private static void Theta(Span<ulong> state)
    {
        Span<ulong> columns = stackalloc ulong[5];
        for (int x = 0; x < 5; x++)
        {
            columns[x] = state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20];
        }

        for (int x = 0; x < 5; x++)
        {
            ulong parity = columns[(x + 4) % 5] ^ BitOperations.RotateLeft(columns[(x + 1) % 5], 1);
            for (int y = 0; y < Lanes; y += 5)
            {
                state[x + y] ^= parity;
            }
        }
    }

    private static void RhoPi(Span<ulong> state)
    {
        ulong moving = state[1];
        for (int i = 0; i < PiOrder.Length; i++)
        {
            int lane = PiOrder[i];
            (moving, state[lane]) = (state[lane], BitOperations.RotateLeft(moving, Rotations[i]));
        }
    }

    private static void Chi(Span<ulong> state)
    {
        Span<ulong> row = stackalloc ulong[5];
        for (int y = 0; y < Lanes; y += 5)
        {
            state.Slice(y, 5).CopyTo(row);
            for (int x = 0; x < 5; x++)
            {
                state[x + y] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5]);
            }
        }
    }
}
