using System.Text.Json.Serialization;
using DePin.Attestation.Json;

namespace DePin.Attestation.Messages;

/// <summary>Lets anybody send an account's reward to another one: the node signs, a relayer pays the gas (DESIGN §9, §10).</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ClaimTo : ISignedMessage
{
    private static readonly Hash32 TypeHash = Keccak256.Hash(TypeString);

    public static string TypeString =>
        "ClaimTo(address account,address recipient,uint256 cumulativeAmount,uint64 deadline)";

    /// <summary>The account that earned the reward and signs this.</summary>
    public required Address Account { get; init; }

    /// <summary>Where the tokens go.</summary>
    public required Address Recipient { get; init; }

    /// <summary>All that the account ever earned, in the token's smallest unit, as in the reward leaf.</summary>
    public required UInt256 CumulativeAmount { get; init; }

    /// <summary>Unix seconds: not valid after.</summary>
    [JsonConverter(typeof(UInt64JsonConverter))]
    public required ulong Deadline { get; init; }

    public Hash32 HashStruct()
    {
        AbiWords words = new(stackalloc byte[5 * AbiWords.WordSize]);
        words.Add(TypeHash);
        words.Add(Account);
        words.Add(Recipient);
        words.Add(CumulativeAmount);
        words.Add(Deadline);
        return words.Hash();
    }
}
