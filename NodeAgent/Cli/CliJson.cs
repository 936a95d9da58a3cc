using System.Text.Json.Serialization;
using DePin.NodeAgent.Configuration;
using DePin.NodeAgent.Doctor;
using DePin.NodeAgent.Setup;

namespace DePin.NodeAgent.Cli;

/// <summary>The JSON of answers that no other part of the program has a form for.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true)]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(ConfigCheckView))]
[JsonSerializable(typeof(IReadOnlyList<EffectiveValue>))]
[JsonSerializable(typeof(IReadOnlyList<CheckResult>))]
[JsonSerializable(typeof(SetupReport))]
[JsonSerializable(typeof(WalletView))]
[JsonSerializable(typeof(NetcheckView))]
[JsonSerializable(typeof(List<BugreportPart>))]
[JsonSerializable(typeof(VersionView))]
[JsonSerializable(typeof(VerifyView))]
[JsonSerializable(typeof(PogProofView))]
[JsonSerializable(typeof(GpusView))]
[JsonSerializable(typeof(BenchView))]
internal sealed partial class CliJson : JsonSerializerContext;
