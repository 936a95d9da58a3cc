using System.Text.Json.Serialization;
using DePin.Attestation.Json;
using DePin.Attestation.Messages;

namespace DePin.Attestation.Evidence;

/// <summary>Why the attempt has the outcome it has.</summary>
/// <param name="Outcome">As in the signed message, by name.</param>
/// <param name="Code">Stable reason, for programs: <c>exited</c>, <c>out_of_memory</c>, <c>image_not_found</c>, …</param>
/// <param name="Text">The same for people, in one sentence.</param>
/// <param name="Evidence">What was seen that led to it, one fact an entry.</param>
public sealed record VerdictEvidence(
    [property: JsonConverter(typeof(OutcomeNameJsonConverter))] Outcome Outcome,
    string Code,
    string Text,
    IReadOnlyList<string> Evidence);
