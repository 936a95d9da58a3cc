using System.Text.Json.Serialization;

namespace DePin.Benchmark.Machine;

/// <summary>The JSON of reports and of the history: camel case, base units, absent values left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    MaxDepth = 16)]
[JsonSerializable(typeof(MachineReport))]
[JsonSerializable(typeof(MachineComparison))]
public sealed partial class MachineJson : JsonSerializerContext;
