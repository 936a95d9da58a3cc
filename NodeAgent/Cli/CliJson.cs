using System.Text.Json.Serialization;

namespace DePin.NodeAgent.Cli;

/// <summary>The JSON of answers that no other part of the program has a form for.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true)]
[JsonSerializable(typeof(VersionView))]
[JsonSerializable(typeof(VerifyView))]
[JsonSerializable(typeof(PogProofView))]
[JsonSerializable(typeof(GpusView))]
[JsonSerializable(typeof(BenchView))]
internal sealed partial class CliJson : JsonSerializerContext;
