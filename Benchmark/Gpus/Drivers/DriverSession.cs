using DePin.Benchmark.Gpus.Native;

namespace DePin.Benchmark.Gpus.Drivers;

/// <summary>The driver's libraries as one process has them: loaded and initialised once, on the thread that asks first.</summary>
/// <param name="libraries">Where they are; null: where the loader finds them.</param>
/// <param name="admitSimulated">Simulated ones are asked too, and marked. Otherwise they are refused unasked.</param>
internal sealed class DriverSession(string? libraries, bool admitSimulated, CallWatch watch)
{
    private bool _simulated;
    private bool _initialized;
    private CallFailure? _nvmlFailure;
    private CallFailure? _cudaFailure;

    /// <summary>Null where it could not be started.</summary>
    public NvmlLibrary? Nvml { get; private set; }

    /// <summary>Null where it could not be started.</summary>
    public CudaLibrary? Cuda { get; private set; }

    public DriverSight Read()
    {
        Initialize();
        bool refused = _simulated && !admitSimulated;
        return new DriverSight
        {
            Simulated = _simulated,
            Refused = refused,
            Nvml = refused ? new NvmlSight() : ReadNvml(),
            Cuda = refused ? new CudaSight() : ReadCuda(),
        };
    }

    private void Initialize()
    {
        if (_initialized)
        {
            return;
        }

        _initialized = true;
        DriverLibrary? nvml = Load(DriverLibrary.Nvml, ref _nvmlFailure);
        DriverLibrary? cuda = Load(DriverLibrary.Cuda, ref _cudaFailure);
        _simulated = nvml?.IsSimulated == true || cuda?.IsSimulated == true;
        if (_simulated && !admitSimulated)
        {
            return;
        }

        Nvml = nvml is null ? null : Start(new NvmlLibrary(nvml, watch));
        Cuda = cuda is null ? null : Start(new CudaLibrary(cuda, watch));
    }

    private NvmlLibrary? Start(NvmlLibrary nvml)
    {
        try
        {
            nvml.Do("nvmlInit_v2");
            return nvml;
        }
        catch (NvmlException failed)
        {
            _nvmlFailure = failed.Failure;
            return null;
        }
    }

    private CudaLibrary? Start(CudaLibrary cuda)
    {
        try
        {
            cuda.Init();
            return cuda;
        }
        catch (CudaException failed)
        {
            _cudaFailure = failed.Failure;
            return null;
        }
    }

    private NvmlSight ReadNvml()
    {
        try
        {
            return Nvml is { } nvml ? new NvmlReader(nvml).Read() : new NvmlSight { Failure = _nvmlFailure };
        }
        catch (NvmlException failed)
        {
            return new NvmlSight { Failure = failed.Failure };
        }
    }

    private CudaSight ReadCuda()
    {
        try
        {
            return Cuda is { } cuda ? new CudaReader(cuda).Read() : new CudaSight { Failure = _cudaFailure };
        }
        catch (CudaException failed)
        {
            return new CudaSight { Failure = failed.Failure };
        }
    }

    private DriverLibrary? Load(string name, ref CallFailure? failure)
    {
        try
        {
            return DriverLibrary.Load(name, libraries);
        }
        catch (Exception absent) when (absent is DllNotFoundException or BadImageFormatException)
        {
            failure = new CallFailure("dlopen", 0, $"{name}: {absent.Message.Split('\n')[0].Trim()}");
            return null;
        }
    }
}
