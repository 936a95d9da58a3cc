using System.Text.Json.Serialization;

namespace DePin.NodeAgent.Measuring;

/// <summary>The JSON of <c>bench --json</c>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true)]
[JsonSerializable(typeof(MeasuredRun))]
internal sealed partial class MeasuringJson : JsonSerializerContext;
