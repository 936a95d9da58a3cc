using System.Text.Json.Serialization;
using DePin.Scheduler.Cli.Attestations;
using DePin.Scheduler.Cli.Jobs;
using DePin.Scheduler.Cli.Ledger;
using DePin.Scheduler.Cli.Outputs;
using DePin.Scheduler.Cli.Proofs;

namespace DePin.Scheduler.Cli;

/// <summary>JSON that only the command line speaks: its own file, and results that are not messages of the protocol.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    AllowDuplicateProperties = false,
    MaxDepth = 32)]
[JsonSerializable(typeof(ConnectionFile))]
[JsonSerializable(typeof(FailureJson))]
[JsonSerializable(typeof(VersionJson))]
[JsonSerializable(typeof(JobEvent))]
[JsonSerializable(typeof(DownloadJson))]
[JsonSerializable(typeof(LedgerJson))]
[JsonSerializable(typeof(VerificationJson))]
[JsonSerializable(typeof(PogVerificationJson))]
[JsonSerializable(typeof(PogChallengeJson))]
internal sealed partial class CliJson : JsonSerializerContext;
