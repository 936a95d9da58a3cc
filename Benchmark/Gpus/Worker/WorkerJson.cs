using System.Text.Json.Serialization;

namespace DePin.Benchmark.Gpus.Worker;

/// <summary>The JSON between an agent and its GPU worker, which are of one version: nothing is left out, nothing may be missing.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    MaxDepth = 16)]
[JsonSerializable(typeof(GpuQuestion))]
[JsonSerializable(typeof(GpuWord))]
public sealed partial class WorkerJson : JsonSerializerContext;
