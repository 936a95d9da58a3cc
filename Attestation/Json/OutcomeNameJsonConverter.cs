using System.Text.Json;
using System.Text.Json.Serialization;
using DePin.Attestation.Messages;

namespace DePin.Attestation.Json;

/// <summary>
/// An outcome by name (<c>succeeded</c>, <c>jobFault</c>, …), for documents that people read. The signed message holds its number.
/// </summary>
public sealed class OutcomeNameJsonConverter() : JsonStringEnumConverter<Outcome>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
