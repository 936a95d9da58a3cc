namespace DePin.Attestation.Keystores;

/// <summary>
/// Web3 Secret Storage, version 3, as it stands in the file. Members that it does not have here (<c>x-ethers</c>) are ignored.
/// </summary>
/// <remarks>
/// https://ethereum.org/developers/docs/data-structures-and-encoding/web3-secret-storage. All bytes are hexadecimal without 0x.
/// </remarks>
internal sealed record KeystoreDocument
{
    public required int Version { get; init; }

    public string? Id { get; init; }

    /// <summary>Optional: some wallets leave it out for privacy.</summary>
    public string? Address { get; init; }

    public KeystoreCrypto? Crypto { get; init; }
}
