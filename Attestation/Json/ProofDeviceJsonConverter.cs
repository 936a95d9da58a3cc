using System.Text.Json;
using System.Text.Json.Serialization;
using DePin.Attestation.Messages;

namespace DePin.Attestation.Json;

/// <summary>A device by name: <c>cpu</c>, <c>cuda</c>, <c>simulated</c>. The signed message holds its number.</summary>
public sealed class ProofDeviceJsonConverter()
    : JsonStringEnumConverter<ProofDevice>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
