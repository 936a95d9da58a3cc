using DePin.Attestation.Messages;

namespace DePin.Attestation;

/// <summary>The digest that is signed (EIP-712): keccak256(0x19 ‖ 0x01 ‖ domainSeparator ‖ hashStruct(message)).</summary>
public static class Eip712
{
    public static Hash32 Digest<T>(Eip712Domain domain, T message)
        where T : ISignedMessage
    {
        Span<byte> bytes = stackalloc byte[2 + (2 * Hash32.Size)];
        bytes[0] = 0x19;
        bytes[1] = 0x01;
        domain.Separator().CopyTo(bytes[2..]);
        message.HashStruct().CopyTo(bytes[(2 + Hash32.Size)..]);
        return Keccak256.Hash(bytes);
    }
}
