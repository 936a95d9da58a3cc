using System.Text.Json.Serialization;

namespace DePin.Benchmark.Machine;

/// <summary>The base unit of a figure. Rates are better when larger, times when smaller.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MeasurementUnit>))]
public enum MeasurementUnit
{
    [JsonStringEnumMemberName("flop/s")]
    FlopsPerSecond,

    [JsonStringEnumMemberName("B/s")]
    BytesPerSecond,

    [JsonStringEnumMemberName("s")]
    Seconds,
}
