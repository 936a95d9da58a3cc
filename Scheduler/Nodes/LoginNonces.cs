using System.Buffers.Binary;
using System.Security.Cryptography;
using DePin.Attestation;

namespace DePin.Scheduler.Nodes;

/// <summary>
/// Nonces that cost nothing to give: each carries its number and its end under a MAC of this process, so that nothing is kept for those
/// who only ask. <c>number (8 bytes) | expiresAt (8) | HMAC-SHA-256(secret, number | expiresAt | node), 16 bytes</c>.
/// </summary>
internal sealed class LoginNonces
{
    private const int WordSize = sizeof(long);
    private const int StampSize = 2 * WordSize;

    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes);
    private long _last;

    /// <summary>A nonce for this node, numbered after all before it.</summary>
    /// <param name="expiresAt">Unix seconds.</param>
    public Hash32 Next(Address node, long expiresAt)
    {
        Span<byte> nonce = stackalloc byte[Hash32.Size];
        BinaryPrimitives.WriteInt64BigEndian(nonce, Interlocked.Increment(ref _last));
        BinaryPrimitives.WriteInt64BigEndian(nonce[WordSize..], expiresAt);
        Seal(nonce[..StampSize], node, nonce[StampSize..]);
        return new Hash32(nonce);
    }

    /// <summary>False for a nonce that this process did not give to this node.</summary>
    public bool TryOpen(Hash32 nonce, Address node, out long number, out long expiresAt)
    {
        ReadOnlySpan<byte> bytes = nonce.ToArray();
        Span<byte> seal = stackalloc byte[Hash32.Size - StampSize];
        Seal(bytes[..StampSize], node, seal);
        number = BinaryPrimitives.ReadInt64BigEndian(bytes);
        expiresAt = BinaryPrimitives.ReadInt64BigEndian(bytes[WordSize..]);
        return CryptographicOperations.FixedTimeEquals(seal, bytes[StampSize..]);
    }

    private void Seal(ReadOnlySpan<byte> stamp, Address node, Span<byte> seal)
    {
        Span<byte> message = stackalloc byte[StampSize + Address.Size];
        stamp.CopyTo(message);
        node.CopyTo(message[StampSize..]);
        Span<byte> mac = stackalloc byte[SHA256.HashSizeInBytes];
        HMACSHA256.HashData(_secret, message, mac);
        mac[..seal.Length].CopyTo(seal);
    }
}
