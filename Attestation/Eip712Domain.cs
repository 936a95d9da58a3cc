using System.Text.Json.Serialization;
using DePin.Attestation.Json;

namespace DePin.Attestation;

/// <summary>
/// What a signature is for: this protocol, this chain, this contract. A signature for one domain means nothing in another.
/// </summary>
/// <param name="Name">Name of the protocol, <see cref="ProtocolName"/>.</param>
/// <param name="Version">Version of the messages, <see cref="ProtocolVersion"/>.</param>
/// <param name="ChainId">EIP-155 chain id, up to 2^53 − 1 in JSON, where JavaScript would round more.</param>
/// <param name="VerifyingContract">The reward contract.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record Eip712Domain(
    string Name,
    string Version,
    [property: JsonConverter(typeof(ChainIdJsonConverter))] ulong ChainId,
    Address VerifyingContract)
{
    public const string ProtocolName = "DePin";
    public const string ProtocolVersion = "1";

    private static readonly Hash32 TypeHash = Keccak256.Hash(
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");

    /// <summary>The domain of everything this software signs.</summary>
    public static Eip712Domain DePin(ulong chainId, Address verifyingContract) =>
        new(ProtocolName, ProtocolVersion, chainId, verifyingContract);

    /// <summary>EIP-712's domainSeparator = hashStruct(eip712Domain).</summary>
    public Hash32 Separator()
    {
        AbiWords words = new(stackalloc byte[5 * AbiWords.WordSize]);
        words.Add(TypeHash);
        words.Add(Keccak256.Hash(Name));
        words.Add(Keccak256.Hash(Version));
        words.Add(ChainId);
        words.Add(VerifyingContract);
        return words.Hash();
    }
}
