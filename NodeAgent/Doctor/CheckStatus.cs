using System.Text.Json.Serialization;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Doctor;

/// <summary>What came of one check.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<CheckStatus>))]
public enum CheckStatus
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>Work can come and be done; something could be better, or will be worse.</summary>
    Warn,

    /// <summary>No work, or some of it not, until it is mended.</summary>
    Fail,

    /// <summary>Not looked at; the message says why.</summary>
    Skip,
}
