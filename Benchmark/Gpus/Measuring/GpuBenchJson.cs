using System.Text.Json.Serialization;

namespace DePin.Benchmark.Gpus.Measuring;

/// <summary>The JSON of the history: camel case, base units, absent values left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    AllowDuplicateProperties = false,
    MaxDepth = 16)]
[JsonSerializable(typeof(GpuBenchRun))]
public sealed partial class GpuBenchJson : JsonSerializerContext;
