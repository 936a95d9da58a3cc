namespace DePin.NodeAgent.Containers;

/// <summary>How the engine hands a GPU to a container.</summary>
public enum GpuAccess
{
    /// <summary>It cannot.</summary>
    None,

    /// <summary>By CDI device name <c>nvidia.com/gpu=UUID</c>: survives a daemon-reload of systemd.</summary>
    Cdi,

    /// <summary>By the <c>nvidia</c> device driver of the NVIDIA container toolkit.</summary>
    DeviceRequests,
}
