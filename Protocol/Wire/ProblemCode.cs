using System.Text.Json.Serialization;

namespace DePin.Protocol.Wire;

/// <summary>Every way a call can be refused. On the wire in snake case: <c>lease_lost</c>.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<ProblemCode>))]
public enum ProblemCode
{
    /// <summary>400: the body is not what the call takes.</summary>
    InvalidMessage,

    /// <summary>422: the job file has mistakes; they are listed.</summary>
    InvalidJob,

    /// <summary>401: no token, an unknown one, or an expired one.</summary>
    Unauthorized,

    /// <summary>401: a signature that does not recover the expected address.</summary>
    InvalidSignature,

    /// <summary>403: the token's scopes do not allow this call.</summary>
    Forbidden,

    /// <summary>404.</summary>
    NotFound,

    /// <summary>405: the address exists, but does not take this method.</summary>
    MethodNotAllowed,

    /// <summary>415: the body's content type is not one this call takes.</summary>
    UnsupportedMediaType,

    /// <summary>409: the lease epoch of the write is not the current one; the node must stop the attempt.</summary>
    LeaseLost,

    /// <summary>409: an upload must go on from another offset, given as <c>durable</c>.</summary>
    OffsetMismatch,

    /// <summary>409: this key, sequence or attempt is already bound to other content.</summary>
    Conflict,

    /// <summary>413: a body, list or string over its stated limit.</summary>
    TooLarge,

    /// <summary>422: the bytes do not hash to the name they were sent under.</summary>
    DigestMismatch,

    /// <summary>422: a well-formed, well-signed message that contradicts what the scheduler knows.</summary>
    Rejected,

    /// <summary>429: too many calls; see <c>Retry-After</c>.</summary>
    RateLimited,

    /// <summary>500: our fault; nothing was changed.</summary>
    Internal,

    /// <summary>503: starting, stopping or overloaded; the same call may be repeated.</summary>
    Unavailable,

    /// <summary>507: no room for these bytes.</summary>
    StorageFull,
}
