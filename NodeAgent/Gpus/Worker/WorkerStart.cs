using System.Diagnostics;
using DePin.Benchmark.Gpus;

namespace DePin.NodeAgent.Gpus.Worker;

/// <summary>How a GPU worker is started.</summary>
/// <param name="Root">Another file system's root, for a machine's files seen from a container and for tests; null for this one's.</param>
/// <param name="AdmitSimulated">A simulated driver is asked too.</param>
/// <param name="CacheDirectory">Where the driver keeps what it compiled; null: nowhere, and it compiles anew.</param>
internal sealed record WorkerStart(string? Root, bool AdmitSimulated, string? CacheDirectory = null)
{
    /// <summary>The variable that names <see cref="Root"/>.</summary>
    public const string RootVariable = "DEPIN_GPU_ROOT";

    public const string Verb = "gpu-worker";

    /// <summary>The cache's directory in a state directory.</summary>
    public const string CacheName = "cuda-cache";

    /// <summary>What the worker is given of our environment: variables of CUDA's and of the loader's would change what it finds.</summary>
    private static readonly HashSet<string> _kept = ["PATH", "HOME", "LANG", "TMPDIR"];

    /// <summary>This program.</summary>
    public string Program { get; init; } = Path.Combine(AppContext.BaseDirectory, "depin-node");

    public WorkerLimits Limits { get; init; } = WorkerLimits.Default;

    public GpuPaths Paths => PathsOf(Root);

    public static GpuPaths PathsOf(string? root) => root is { Length: > 0 } ? GpuPaths.Below(root) : GpuPaths.Linux;

    public ProcessStartInfo ToProcess()
    {
        string[] arguments =
        [
            Verb, .. Root is { Length: > 0 } ? new[] { "--root", Root } : [], .. AdmitSimulated ? new[] { "--accept-simulated" } : [],
        ];
        ProcessStartInfo start = new(Program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string variable in start.Environment.Keys.Where(name => !IsKept(name)).ToArray())
        {
            start.Environment.Remove(variable);
        }

        start.Environment["CUDA_DEVICE_ORDER"] = "PCI_BUS_ID";
        start.Environment[CacheDirectory is null ? "CUDA_CACHE_DISABLE" : "CUDA_CACHE_PATH"] = CacheDirectory ?? "1";
        return start;
    }

    private static bool IsKept(string name) => _kept.Contains(name) || name.StartsWith("DOTNET_", StringComparison.Ordinal);
}
