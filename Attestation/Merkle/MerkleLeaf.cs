namespace DePin.Attestation.Merkle;

/// <summary>Leaves as OpenZeppelin's StandardMerkleTree makes them: keccak256(keccak256(abi.encode(…))).</summary>
/// <remarks>Hashed twice, so that nobody can pass off an inner node (64 bytes, hashed once) as a leaf.</remarks>
public static class MerkleLeaf
{
    /// <summary>What an account has earned in all: <c>["address", "uint256"]</c>.</summary>
    public static Hash32 Reward(Address account, UInt256 cumulativeAmount)
    {
        AbiWords words = new(stackalloc byte[2 * AbiWords.WordSize]);
        words.Add(account);
        words.Add(cumulativeAmount);
        return Twice(words);
    }

    /// <summary>One attestation, by its EIP-712 digest: <c>["bytes32"]</c>.</summary>
    public static Hash32 Attestation(Hash32 digest)
    {
        AbiWords words = new(stackalloc byte[AbiWords.WordSize]);
        words.Add(digest);
        return Twice(words);
    }

    private static Hash32 Twice(AbiWords words) => Keccak256.Hash(words.Hash().ToArray());
}
