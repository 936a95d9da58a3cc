using System.Text.Json;
using System.Text.Json.Serialization;
using DePin.Scheduler.Server;

namespace DePin.Scheduler.Cli;

/// <summary>JSON of <c>serve --config</c>, as people write it by hand: a misspelt member is an error.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    RespectNullableAnnotations = true,
    AllowDuplicateProperties = false,
    MaxDepth = 8)]
[JsonSerializable(typeof(SchedulerOptions))]
internal sealed partial class SchedulerOptionsJson : JsonSerializerContext;
