using System.Text.Json.Serialization;

namespace DePin.Protocol.Wire;

/// <summary>The two answers of <c>POST /v1/node/session</c>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(SessionChallenge), "challenge")]
[JsonDerivedType(typeof(SessionGrant), "grant")]
public abstract record SessionReply
{
    private protected SessionReply()
    {
    }

    /// <summary>
    /// The scheduler's clock when it made this reply, Unix milliseconds: a node holds its own against it. Null from an older scheduler.
    /// </summary>
    public long? TimeMs { get; init; }
}
