using System.Text.Json;
using System.Text.Json.Serialization;
using DePin.Attestation.Messages;

namespace DePin.Attestation.Json;

/// <summary>An arithmetic by name: <c>int8</c>, <c>fp16</c>. The signed message holds its number.</summary>
public sealed class ArithmeticJsonConverter() : JsonStringEnumConverter<Arithmetic>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
