using System.Text.Json.Serialization;
using DePin.NodeAgent.Checkpoints;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Journal;

/// <summary>The documents of the journal.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(NodeFacts))]
[JsonSerializable(typeof(AcceptedLease))]
[JsonSerializable(typeof(AttemptStatus))]
[JsonSerializable(typeof(BootDeadline))]
[JsonSerializable(typeof(NodeEvent))]
[JsonSerializable(typeof(LogState))]
[JsonSerializable(typeof(OutputFile))]
[JsonSerializable(typeof(TakenCheckpoint))]
[JsonSerializable(typeof(ProofRecord))]
[JsonSerializable(typeof(PulledImage))]
[JsonSerializable(typeof(Seal))]
[JsonSerializable(typeof(SealSignatures))]
internal sealed partial class JournalJson : JsonSerializerContext;
