using System.Text.Json.Serialization;

namespace DePin.Benchmark.Gpus;

/// <summary>Why the clocks are not higher. nvml.h: nvmlClocksEventReason*</summary>
[Flags]
[JsonConverter(typeof(JsonStringEnumConverter<ClockReasons>))]
public enum ClockReasons
{
    None = 0,
    Idle = 1 << 0,
    Settings = 1 << 1,
    PowerLimit = 1 << 2,
    HardwareSlowdown = 1 << 3,
    SyncBoost = 1 << 4,
    SoftwareThermal = 1 << 5,
    HardwareThermal = 1 << 6,
    PowerBrake = 1 << 7,
    Display = 1 << 8,
}
