using System.Text.Json.Serialization;

namespace DePin.Protocol.Wire;

/// <summary>What an API token may do.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<TokenScope>))]
public enum TokenScope
{
    /// <summary>Submit jobs; see and cancel one's own.</summary>
    Submit,

    /// <summary>See and drain nodes, see every job and the ledger.</summary>
    Operate,

    /// <summary>See attestations and the ledger.</summary>
    Verify,

    /// <summary>Make and revoke tokens.</summary>
    Admin,
}
