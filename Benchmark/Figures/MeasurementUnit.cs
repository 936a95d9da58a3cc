using System.Text.Json.Serialization;

namespace DePin.Benchmark.Figures;

/// <summary>The base unit of a figure. Times are better when smaller, everything else when larger.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MeasurementUnit>))]
public enum MeasurementUnit
{
    [JsonStringEnumMemberName("flop/s")]
    FlopsPerSecond,

    /// <summary>Of integers; a multiply-add is two, as with FLOP.</summary>
    [JsonStringEnumMemberName("op/s")]
    OperationsPerSecond,

    [JsonStringEnumMemberName("B/s")]
    BytesPerSecond,

    [JsonStringEnumMemberName("B")]
    Bytes,

    [JsonStringEnumMemberName("s")]
    Seconds,
}
