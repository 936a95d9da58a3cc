using System.Text.Json;
using System.Text.Json.Serialization;

namespace DePin.Protocol.Wire;

/// <summary>An enum as <c>snake_case</c> text, never as a number.</summary>
public sealed class SnakeCaseEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
