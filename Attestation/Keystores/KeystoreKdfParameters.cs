using System.Text.Json.Serialization;

namespace DePin.Attestation.Keystores;

/// <summary>Parameters of either derivation: scrypt has n, r, p; pbkdf2 has c, prf.</summary>
internal sealed record KeystoreKdfParameters
{
    [JsonPropertyName("dklen")]
    public required int KeyLength { get; init; }

    public required string Salt { get; init; }

    public int? N { get; init; }

    public int? R { get; init; }

    public int? P { get; init; }

    public int? C { get; init; }

    public string? Prf { get; init; }

    public static KeystoreKdfParameters Scrypt(ScryptCost cost, ReadOnlySpan<byte> salt) =>
        new() { N = cost.N, R = cost.R, P = cost.P, KeyLength = DerivedKey.Size, Salt = Convert.ToHexStringLower(salt) };
}
