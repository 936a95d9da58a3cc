using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace DePin.Benchmark.Gpus.Native;

/// <summary>
/// One of the driver's libraries. Functions are found by their C names when they are first used, since drivers differ in what they have;
/// it stays loaded until the process ends, as unloading it would run the driver's own clean-up.
/// </summary>
internal sealed class DriverLibrary
{
    public const string Cuda = "libcuda.so.1";
    public const string Nvml = "libnvidia-ml.so.1";

    /// <summary>What a simulated library has, so that nothing it says passes for hardware's.</summary>
    private const string Mark = "depin_simulated";

    private readonly nint _handle;
    private readonly ConcurrentDictionary<string, nint> _found = [];

    private DriverLibrary(nint handle) => _handle = handle;

    public bool IsSimulated => Find(Mark) != 0;

    /// <param name="name">One of the names above.</param>
    /// <param name="directory">Where it is; null: where the loader finds it.</param>
    /// <exception cref="DllNotFoundException">It is not there, or cannot be loaded; the message says why.</exception>
    public static DriverLibrary Load(string name, string? directory) =>
        new(NativeLibrary.Load(directory is null ? name : Path.Combine(directory, name)));

    /// <summary>Where a function is; 0 when this driver has none of that name.</summary>
    public nint Find(string function) =>
        _found.GetOrAdd(function, name => NativeLibrary.TryGetExport(_handle, name, out nint address) ? address : 0);
}
