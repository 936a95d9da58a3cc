namespace DePin.Protocol.Jobs;

/// <summary>Bounds of everything a job file holds; a value outside is refused with the bound named.</summary>
public static class JobLimits
{
    /// <summary>Whole file, in bytes.</summary>
    public const int MaxDocumentBytes = 256 * 1024;

    /// <summary>Maps and lists inside each other.</summary>
    public const int MaxDepth = 32;

    /// <summary>Values, keys and containers of them in one document.</summary>
    public const int MaxNodes = 4096;

    /// <summary>Errors told at once; the rest is counted.</summary>
    public const int MaxErrors = 50;

    /// <summary>RFC 1123 label.</summary>
    public const int MaxNameLength = 63;
    public const int MaxCommandWords = 1024;
    public const int MaxEnvEntries = 256;
    public const int MaxEnvNameLength = 128;
    public const int MaxSecrets = 32;
    public const int MaxInputs = 64;
    public const int MaxOutputs = 64;
    public const int MaxRetries = 100;
    public const int MaxGpuCount = 64;
    public const int MaxGpuModels = 16;
    public const int MaxGpuModelLength = 64;
    public const int MaxReplicas = 100;
    public const int MaxHealthLength = 255;

    /// <summary>One word of the command or one value of the environment, in UTF-8 bytes (Linux allows 128 KiB: MAX_ARG_STRLEN).</summary>
    public const int MaxTextBytes = 64 * 1024;

    public const decimal MaxFp16Tflops = 1_000_000;
    public const decimal MaxPricePerGpuHour = 1_000_000;

    /// <summary>Docker refuses less than a hundredth of a core.</summary>
    public static readonly CpuCores MinCpu = new(10);
    public static readonly CpuCores MaxCpu = CpuCores.FromCores(1024);

    /// <summary>A page: an engine takes 0 for its own default, 64 MiB.</summary>
    public static readonly ByteSize MinShm = new(4096);

    /// <summary>Docker refuses less than 6 MiB; a container's start needs a little more.</summary>
    public static readonly ByteSize MinMemory = ByteSize.FromMebibytes(8);
    public static readonly ByteSize MaxMemory = ByteSize.FromGibibytes(64 * 1024);
    public static readonly ByteSize MaxDisk = ByteSize.FromGibibytes(1024 * 1024);
    public static readonly ByteSize MaxVram = ByteSize.FromGibibytes(4 * 1024);
    public static readonly ByteRate MaxMemoryBandwidth = ByteRate.Parse("1PB/s");

    public static readonly TimeSpan MinTimeout = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan MaxTimeout = TimeSpan.FromDays(30);

    /// <summary>A stop must end within a lease's life of 60 s, with time left for losing contact first.</summary>
    public static readonly TimeSpan MaxStopGrace = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan MinCheckpointEvery = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan MaxCheckpointEvery = TimeSpan.FromDays(1);
    public static readonly TimeSpan MaxCheckpointGrace = TimeSpan.FromMinutes(10);
    public static readonly TimeSpan MinDisconnectGrace = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan MaxDisconnectGrace = TimeSpan.FromDays(1);
}
