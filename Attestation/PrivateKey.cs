using System.Diagnostics;
using System.Security.Cryptography;
using DePin.Attestation.Native;

namespace DePin.Attestation;

/// <summary>
/// A secp256k1 private key. It is zeroed when disposed, is never shown, and leaves this project only inside a signature or a key file.
/// </summary>
/// <remarks>Safe for use by several threads, except that nobody may use it during or after <see cref="Dispose"/>.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class PrivateKey : IDisposable
{
    public const int Size = Secp256k1.KeySize;

    // Pinned, so that the collector leaves no copies behind when it compacts.
    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(Size, pinned: true);
    private bool _disposed;

    private PrivateKey(ReadOnlySpan<byte> bytes)
    {
        Address = Secp256k1.AddressOf(bytes);
        bytes.CopyTo(_bytes);
    }

    /// <summary>The account that this key signs for.</summary>
    public Address Address { get; }

    /// <summary>The key itself, for the test that it is zeroed.</summary>
    internal byte[] HeldBytes => _bytes;

    /// <summary>A new key from the operating system's random numbers.</summary>
    public static PrivateKey Create()
    {
        Span<byte> bytes = stackalloc byte[Size];
        try
        {
            do
            {
                RandomNumberGenerator.Fill(bytes);
            }
            while (!Secp256k1.IsPrivateKey(bytes));

            return new PrivateKey(bytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>A copy of <paramref name="bytes"/>, which the caller clears.</summary>
    /// <exception cref="ArgumentException">
    /// Not 32 bytes, zero, or not below the order of the curve. The message never quotes them.
    /// </exception>
    public static PrivateKey FromBytes(ReadOnlySpan<byte> bytes) => new(bytes);

    /// <summary>
    /// The deterministic (RFC 6979), low-s signature of <paramref name="digest"/>: the same key and digest always give the same bytes.
    /// </summary>
    /// <exception cref="ObjectDisposedException"/>
    public Signature Sign(Hash32 digest)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return Signature.Of(digest, _bytes);
    }

    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_bytes);
    }

    /// <summary>The address, never the key.</summary>
    public override string ToString() => $"PrivateKey({Address}, [redacted])";

    /// <summary>Writes the key itself. The caller clears <paramref name="destination"/>.</summary>
    internal void CopyTo(Span<byte> destination)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _bytes.CopyTo(destination);
    }
}
