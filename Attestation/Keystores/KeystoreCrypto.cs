using System.Text.Json.Serialization;

namespace DePin.Attestation.Keystores;

internal sealed record KeystoreCrypto
{
    public required string Cipher { get; init; }

    [JsonPropertyName("cipherparams")]
    public required KeystoreCipherParameters CipherParameters { get; init; }

    [JsonPropertyName("ciphertext")]
    public required string CipherText { get; init; }

    public required string Kdf { get; init; }

    [JsonPropertyName("kdfparams")]
    public required KeystoreKdfParameters KdfParameters { get; init; }

    /// <summary>Keccak-256 of the derived key's second half and the ciphertext.</summary>
    public required string Mac { get; init; }
}
