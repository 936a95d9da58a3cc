namespace DePin.NodeAgent.Containers.Engine.Json;

/// <summary>The body of <c>POST /containers/create</c>: only fields we set. A field that is not here cannot be set by mistake.</summary>
internal sealed record CreateRequest
{
    public required string Image { get; init; }

    /// <summary>Null: the image's. When set, the image's command is not appended.</summary>
    public IReadOnlyList<string>? Entrypoint { get; init; }

    public IReadOnlyList<string>? Env { get; init; }

    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    public string? Hostname { get; init; }

    public string? StopSignal { get; init; }

    public bool Tty { get; init; }

    public bool OpenStdin { get; init; }

    public HealthConfig? Healthcheck { get; init; }

    public required HostConfig HostConfig { get; init; }
}
