namespace DePin.Benchmark.Gpus.Native;

/// <summary>The returns of NVML that decide something. https://docs.nvidia.com/deploy/nvml-api/group__nvmlDeviceEnumvs.html</summary>
internal enum NvmlStatus
{
    Success = 0,
    NotSupported = 3,
    NoPermission = 4,
    NotFound = 6,
    InsufficientSize = 7,
    DriverNotLoaded = 9,
    Timeout = 10,
    FunctionNotFound = 13,
    GpuIsLost = 15,
    ResetRequired = 16,
    LibraryVersionMismatch = 18,
    ArgumentVersionMismatch = 25,
}
