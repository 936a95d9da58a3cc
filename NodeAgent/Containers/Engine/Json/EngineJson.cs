using System.Text.Json.Serialization;

namespace DePin.NodeAgent.Containers.Engine.Json;

/// <summary>The engine's JSON, as its API document spells it. Unknown fields are ignored, null ones not written.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ErrorBody))]
[JsonSerializable(typeof(EngineInfo))]
[JsonSerializable(typeof(VersionInfo))]
[JsonSerializable(typeof(ImageInfo))]
[JsonSerializable(typeof(PullLine))]
[JsonSerializable(typeof(DistributionInfo))]
[JsonSerializable(typeof(CreateRequest))]
[JsonSerializable(typeof(CreateReply))]
[JsonSerializable(typeof(PathStat))]
[JsonSerializable(typeof(HostConfig))]
[JsonSerializable(typeof(ContainerInfo))]
[JsonSerializable(typeof(ContainerListItem[]))]
[JsonSerializable(typeof(StatsInfo))]
[JsonSerializable(typeof(NetworkRequest))]
[JsonSerializable(typeof(NetworkInfo[]))]
[JsonSerializable(typeof(Dictionary<string, string[]>))]
internal sealed partial class EngineJson : JsonSerializerContext;
