using System.Buffers.Binary;

namespace DePin.Attestation;

/// <summary>Static Solidity values as <c>abi.encode</c> lays them out: one 32-byte big-endian word each, in order.</summary>
/// <remarks>
/// Every signed message has fixed-size fields only, so this is the whole encoder; dynamic types (string, bytes, arrays) are hashed
/// before.
/// </remarks>
internal ref struct AbiWords(Span<byte> buffer)
{
    public const int WordSize = 32;

    private readonly Span<byte> _buffer = buffer;
    private int _used;

    public void Add(Hash32 value) => value.CopyTo(Next());

    /// <summary>An address is a uint160: right-aligned.</summary>
    public void Add(Address value) => value.CopyTo(Next()[(WordSize - Address.Size)..]);

    public void Add(UInt256 value) => value.CopyTo(Next());

    public void Add(ulong value) => BinaryPrimitives.WriteUInt64BigEndian(Next()[(WordSize - sizeof(ulong))..], value);

    /// <summary>Two's complement, sign-extended to the whole word.</summary>
    public void Add(int value)
    {
        Span<byte> word = Next();
        word.Fill(value < 0 ? (byte)0xff : (byte)0);
        BinaryPrimitives.WriteInt32BigEndian(word[(WordSize - sizeof(int))..], value);
    }

    /// <summary>Keccak-256 of the words added.</summary>
    public readonly Hash32 Hash() => Keccak256.Hash(_buffer[.._used]);

    private Span<byte> Next()
    {
        Span<byte> word = _buffer.Slice(_used, WordSize);
        word.Clear();
        _used += WordSize;
        return word;
    }
}
