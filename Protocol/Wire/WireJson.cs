using System.Text.Json.Serialization;
using DePin.Attestation.Envelopes;

namespace DePin.Protocol.Wire;

/// <summary>
/// The JSON of protocol version 1: camel case, enums as text, absent optional members left out. Unknown members are ignored here
/// and rejected in signed messages, which carry their own rule.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    MaxDepth = 32)]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(SessionRequest))]
[JsonSerializable(typeof(SessionReply))]
[JsonSerializable(typeof(SyncRequest))]
[JsonSerializable(typeof(SyncReply))]
[JsonSerializable(typeof(EventsRequest))]
[JsonSerializable(typeof(EventsReply))]
[JsonSerializable(typeof(Capacity))]
[JsonSerializable(typeof(Lease))]
[JsonSerializable(typeof(NodeEvent))]
[JsonSerializable(typeof(NodeCommand))]
[JsonSerializable(typeof(LogReply))]
[JsonSerializable(typeof(ArtifactReply))]
[JsonSerializable(typeof(ArtifactList))]
[JsonSerializable(typeof(CheckpointReport))]
[JsonSerializable(typeof(CheckpointReply))]
[JsonSerializable(typeof(SavedCheckpoint))]
[JsonSerializable(typeof(AttestationEnvelope))]
[JsonSerializable(typeof(IReadOnlyList<AttestationEnvelope>))]
[JsonSerializable(typeof(AttestationReply))]
[JsonSerializable(typeof(JobView))]
[JsonSerializable(typeof(JobState))]
[JsonSerializable(typeof(JobList))]
[JsonSerializable(typeof(WhyView))]
[JsonSerializable(typeof(NodeView))]
[JsonSerializable(typeof(NodeList))]
[JsonSerializable(typeof(DrainRequest))]
[JsonSerializable(typeof(ProofStartReply))]
[JsonSerializable(typeof(ProofCommitRequest))]
[JsonSerializable(typeof(ProofCommitReply))]
[JsonSerializable(typeof(ProofOpenRequest))]
[JsonSerializable(typeof(ProofGiveUpRequest))]
[JsonSerializable(typeof(ProofView))]
[JsonSerializable(typeof(ProofList))]
[JsonSerializable(typeof(IReadOnlyList<ProvenFigure>))]
[JsonSerializable(typeof(LedgerPage))]
[JsonSerializable(typeof(LedgerRow))]
[JsonSerializable(typeof(TokenRequest))]
[JsonSerializable(typeof(TokenGrant))]
[JsonSerializable(typeof(TokenList))]
public sealed partial class WireJson : JsonSerializerContext;
