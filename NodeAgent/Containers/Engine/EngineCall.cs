namespace DePin.NodeAgent.Containers.Engine;

/// <summary>One request to the engine.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">Behind the version, with its query, already escaped.</param>
internal sealed record EngineCall(HttpMethod Method, string Path)
{
    /// <summary>For calls that only look something up or change a record.</summary>
    public static readonly TimeSpan ShortTimeout = TimeSpan.FromSeconds(30);

    /// <summary>For calls that start, stop or delete: a busy disk takes its time.</summary>
    public static readonly TimeSpan LongTimeout = TimeSpan.FromMinutes(3);

    /// <summary>
    /// From sending the request to the end of reading the reply; <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> for
    /// streams.
    /// </summary>
    public TimeSpan Timeout { get; init; } = ShortTimeout;

    public HttpContent? Content { get; init; }

    /// <summary>Without the query: what messages name.</summary>
    public override string ToString() => $"{Method} /{Path.Split('?')[0]}";
}
