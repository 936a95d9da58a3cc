using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using static DePin.Attestation.Native.Secp256k1Native;

namespace DePin.Attestation.Native;

/// <summary>
/// Recoverable ECDSA on secp256k1, by Bitcoin Core's library: RFC 6979 nonces, always low-s. Pointers never leave this folder.
/// </summary>
/// <remarks>One context for the process: it is written only while it is made, so that every later call may run on any thread.</remarks>
// SAFETY: every pointer is of a span or of stack memory whose length is checked or fixed in the same method.
internal static unsafe class Secp256k1
{
    public const int KeySize = 32;
    public const int CompactSize = 64;

    private const int UncompressedSize = 65;

    // Lazy rather than a static initialiser: it rethrows DllNotFoundException as it is, where a type initialiser would wrap it.
    private static readonly Lazy<nint> LazyContext = new(CreateContext);

    /// <summary>What the library's illegal-argument callback said last on this thread.</summary>
    [ThreadStatic]
    private static string? _illegalArgument;

    private static nint Context => LazyContext.Value;

    /// <summary>True when <paramref name="key"/> is a private key: 1 ≤ key &lt; n.</summary>
    public static bool IsPrivateKey(ReadOnlySpan<byte> key)
    {
        if (key.Length != KeySize)
        {
            return false;
        }

        // SAFETY: the length was checked; the library reads 32 bytes and keeps nothing.
        fixed (byte* keyBytes = key)
        {
            return Succeeded(secp256k1_ec_seckey_verify(Context, keyBytes));
        }
    }

    /// <exception cref="ArgumentException"><paramref name="key"/> is not a private key.</exception>
    public static Address AddressOf(ReadOnlySpan<byte> key)
    {
        if (!IsPrivateKey(key))
        {
            throw new ArgumentException($"a private key is {KeySize} bytes between 1 and the order of the curve less 1", nameof(key));
        }

        byte* publicKey = stackalloc byte[PublicKeySize];
        // SAFETY: 32 readable bytes (checked above), 64 writable bytes; the library keeps neither.
        fixed (byte* keyBytes = key)
        {
            Require(secp256k1_ec_pubkey_create(Context, publicKey, keyBytes));
        }

        return AddressOf(publicKey);
    }

    /// <summary>Writes r ‖ s to <paramref name="compact"/> and returns the recovery id, 0 to 3.</summary>
    /// <exception cref="ArgumentException"><paramref name="key"/> is not a private key.</exception>
    public static int Sign(Hash32 digest, ReadOnlySpan<byte> key, Span<byte> compact)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(compact.Length, CompactSize);
        if (!IsPrivateKey(key))
        {
            throw new ArgumentException($"a private key is {KeySize} bytes between 1 and the order of the curve less 1", nameof(key));
        }

        Span<byte> digestBytes = stackalloc byte[Hash32.Size];
        digest.CopyTo(digestBytes);
        byte* signature = stackalloc byte[RecoverableSignatureSize];
        int recoveryId;
        // SAFETY: all lengths are checked or fixed above. A null nonce function is the library's default, RFC 6979 with no extra entropy.
        fixed (byte* digestPointer = digestBytes)
        fixed (byte* keyBytes = key)
        fixed (byte* output = compact)
        {
            Require(secp256k1_ecdsa_sign_recoverable(Context, signature, digestPointer, keyBytes, 0, null));
            Require(secp256k1_ecdsa_recoverable_signature_serialize_compact(Context, output, &recoveryId, signature));
        }

        return recoveryId;
    }

    /// <summary>
    /// The account whose key made this signature of <paramref name="digest"/>; false when there is no such point on the curve.
    /// </summary>
    public static bool TryRecover(Hash32 digest, ReadOnlySpan<byte> compact, int recoveryId, out Address signer)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(compact.Length, CompactSize);
        Span<byte> digestBytes = stackalloc byte[Hash32.Size];
        digest.CopyTo(digestBytes);
        byte* signature = stackalloc byte[RecoverableSignatureSize];
        byte* publicKey = stackalloc byte[PublicKeySize];
        bool recovered;
        // SAFETY: all lengths are checked or fixed above; the library keeps no pointer.
        fixed (byte* digestPointer = digestBytes)
        fixed (byte* input = compact)
        {
            recovered = Succeeded(secp256k1_ecdsa_recoverable_signature_parse_compact(Context, signature, input, recoveryId))
                && Succeeded(secp256k1_ecdsa_recover(Context, publicKey, signature, digestPointer));
        }

        signer = recovered ? AddressOf(publicKey) : default;
        return recovered;
    }

    private static Address AddressOf(byte* publicKey)
    {
        Span<byte> point = stackalloc byte[UncompressedSize];
        nuint length = UncompressedSize;
        // SAFETY: 65 writable bytes, and the library is told so.
        fixed (byte* output = point)
        {
            Require(secp256k1_ec_pubkey_serialize(Context, output, &length, publicKey, Uncompressed));
        }

        Span<byte> hash = stackalloc byte[Hash32.Size];
        Keccak256.Hash(point[1..]).CopyTo(hash);
        return new Address(hash[(Hash32.Size - Address.Size)..]);
    }

    private static nint CreateContext()
    {
        Secp256k1Library.Register();
        nint context = secp256k1_context_create(ContextSignVerify);
        // The library's own callback calls abort(): a wrong argument must be our exception, never the end of the agent.
        secp256k1_context_set_illegal_callback(context, &OnIllegalArgument, null);

        Span<byte> seed = stackalloc byte[KeySize];
        RandomNumberGenerator.Fill(seed);
        // SAFETY: 32 readable bytes. The seed blinds the multiplication against timing; it never changes a signature.
        fixed (byte* seedBytes = seed)
        {
            Require(secp256k1_context_randomize(context, seedBytes));
        }

        CryptographicOperations.ZeroMemory(seed);
        return context;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnIllegalArgument(byte* message, void* data) =>
        _illegalArgument = Marshal.PtrToStringUTF8((nint)message) ?? "illegal argument";

    private static bool Succeeded(int result)
    {
        if (_illegalArgument is { } message)
        {
            _illegalArgument = null;
            throw new UnreachableException($"libsecp256k1 refused an argument of ours: {message}");
        }

        return result == 1;
    }

    private static void Require(int result)
    {
        if (!Succeeded(result))
        {
            throw new UnreachableException("libsecp256k1 failed on arguments that were checked before");
        }
    }
}
