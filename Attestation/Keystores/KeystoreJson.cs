using System.Text.Json.Serialization;

namespace DePin.Attestation.Keystores;

/// <summary>JSON of keystore files. Names match in any case: ethers writes <c>Crypto</c>, geth <c>crypto</c>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    PropertyNameCaseInsensitive = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = 16)]
[JsonSerializable(typeof(KeystoreDocument))]
internal sealed partial class KeystoreJson : JsonSerializerContext;
