using System.Text.Json.Serialization;

namespace DePin.NodeAgent.Containers.Engine.Json;

/// <summary>ContainerState.</summary>
internal sealed record StateInfo(
    string Status, int Pid, bool OOMKilled, int ExitCode, string? Error, DateTimeOffset StartedAt, DateTimeOffset FinishedAt)
{
    /// <summary>What it means for a job. A paused container runs; one that is dead or being removed is gone.</summary>
    [JsonIgnore]
    public ContainerState Meaning => Status switch
    {
        "created" => new ContainerState.Created(string.IsNullOrEmpty(Error) ? null : Error),
        "running" or "paused" or "restarting" => new ContainerState.Running(StartedAt),
        "exited" => new ContainerState.Exited(ExitCode, OOMKilled, StartedAt, FinishedAt, Error ?? ""),
        _ => new ContainerState.Gone(),
    };
}
