namespace DePin.Attestation.Messages;

/// <summary>
/// A message that a key signs under an <see cref="Eip712Domain"/>. Each encodes its own fields, in the order of its type string.
/// </summary>
public interface ISignedMessage
{
    /// <summary>EIP-712's encodeType: what a wallet shows and what <c>ethers</c> and <c>viem</c> are given.</summary>
    static abstract string TypeString { get; }

    /// <summary>EIP-712's hashStruct: keccak256(keccak256(<see cref="TypeString"/>) ‖ the fields, one 32-byte word each).</summary>
    Hash32 HashStruct();
}
