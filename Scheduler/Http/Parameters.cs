using DePin.Protocol;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Http;

/// <summary>The parameters that several calls read.</summary>
internal static class Parameters
{
    /// <summary>The fencing number of every write about an attempt.</summary>
    public static readonly NumberParameter Epoch = new("epoch", isRequired: true, "The epoch of the lease that the node holds.");

    /// <summary>Where a part begins.</summary>
    public static readonly NumberParameter Offset =
        new("offset", isRequired: true, "Where the sent bytes begin, counted from 0; what is already here may be sent again.");

    /// <summary>Size of what arrives in parts.</summary>
    public static readonly NumberParameter Size = new("size", isRequired: true, "Bytes of the whole file.");

    /// <summary>One attempt of several.</summary>
    public static readonly ValueParameter<AttemptId> Attempt = new("attempt", isRequired: false, "Of this attempt, instead of the last.");

    /// <summary>Page size; the largest when it is missing.</summary>
    public static readonly NumberParameter Limit = new("limit", isRequired: false,
        $"Entries of a page; {WireLimits.PageSize} where it is left out.", least: 1, most: WireLimits.PageSize);

    public static int PageSize(HttpContext context) => (int)(Limit.ReadOrNull(context) ?? WireLimits.PageSize);
}
