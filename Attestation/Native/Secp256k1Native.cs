using System.Runtime.InteropServices;

namespace DePin.Attestation.Native;

/// <summary>
/// libsecp256k1 as its headers declare it, verbatim names and sizes, and nothing else. <see cref="Secp256k1"/> is the safe face.
/// </summary>
/// <remarks>
/// Headers: <c>secp256k1.h</c> and <c>secp256k1_recovery.h</c> of https://github.com/bitcoin-core/secp256k1. The opaque structures have
/// had one size
/// since 0.1: <c>secp256k1_pubkey</c> 64 bytes, <c>secp256k1_ecdsa_recoverable_signature</c> 65 bytes.
/// </remarks>
// SAFETY: declarations only; Secp256k1 is the one caller.
internal static unsafe partial class Secp256k1Native
{
    public const string Library = "libsecp256k1";

    public const int PublicKeySize = 64;
    public const int RecoverableSignatureSize = 65;

    /// <summary>
    /// SECP256K1_CONTEXT_SIGN | SECP256K1_CONTEXT_VERIFY: release 0.1 aborts when it signs with less; later releases ignore the
    /// difference.
    /// </summary>
    public const uint ContextSignVerify = 0x301;

    /// <summary>SECP256K1_EC_UNCOMPRESSED: 0x04 ‖ x ‖ y.</summary>
    public const uint Uncompressed = 0x2;

    [LibraryImport(Library)]
    public static partial nint secp256k1_context_create(uint flags);

    [LibraryImport(Library)]
    public static partial void secp256k1_context_set_illegal_callback(
        nint context,
        delegate* unmanaged[Cdecl]<byte*, void*, void> function,
        void* data);

    [LibraryImport(Library)]
    public static partial int secp256k1_context_randomize(nint context, byte* seed32);

    [LibraryImport(Library)]
    public static partial int secp256k1_ec_seckey_verify(nint context, byte* key32);

    [LibraryImport(Library)]
    public static partial int secp256k1_ec_pubkey_create(nint context, byte* publicKey, byte* key32);

    [LibraryImport(Library)]
    public static partial int secp256k1_ec_pubkey_serialize(nint context, byte* output, nuint* outputLength, byte* publicKey, uint flags);

    [LibraryImport(Library)]
    public static partial int secp256k1_ecdsa_sign_recoverable(
        nint context,
        byte* signature,
        byte* digest32,
        byte* key32,
        nint nonceFunction,
        void* nonceData);

    [LibraryImport(Library)]
    public static partial int secp256k1_ecdsa_recoverable_signature_serialize_compact(
        nint context,
        byte* output64,
        int* recoveryId,
        byte* signature);

    [LibraryImport(Library)]
    public static partial int secp256k1_ecdsa_recoverable_signature_parse_compact(
        nint context,
        byte* signature,
        byte* input64,
        int recoveryId);

    [LibraryImport(Library)]
    public static partial int secp256k1_ecdsa_recover(nint context, byte* publicKey, byte* signature, byte* digest32);
}
