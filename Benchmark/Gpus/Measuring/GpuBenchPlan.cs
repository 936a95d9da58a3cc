namespace DePin.Benchmark.Gpus.Measuring;

/// <summary>How long the measuring of one GPU is, and how large. Nothing in it is unbounded.</summary>
public sealed record GpuBenchPlan
{
    /// <summary>Under 10 s for a GPU, with the driver's start and compiler.</summary>
    public static readonly GpuBenchPlan Quick = new()
    {
        WarmUp = TimeSpan.FromMilliseconds(60),
        Window = TimeSpan.FromMilliseconds(50),
        Windows = 3,
        Operations = 100,
        Budget = TimeSpan.FromSeconds(7),
        MemoryBytes = 1L << 30,
        LinkBytes = 64L << 20,
        Inverse = false,
    };

    /// <summary>A minute for a GPU: long enough for it to become as hot as work makes it.</summary>
    public static readonly GpuBenchPlan Full = new()
    {
        WarmUp = TimeSpan.FromSeconds(1),
        Window = TimeSpan.FromMilliseconds(200),
        Windows = 10,
        Operations = 1000,
        Budget = TimeSpan.FromSeconds(120),
        MemoryBytes = 2L << 30,
        LinkBytes = 256L << 20,
        Inverse = true,
    };

    /// <summary>Time under load before the first window of a figure; clocks climb from idle meanwhile.</summary>
    public required TimeSpan WarmUp { get; init; }

    public required TimeSpan Window { get; init; }

    public required int Windows { get; init; }

    /// <summary>Single operations behind a latency.</summary>
    public required int Operations { get; init; }

    /// <summary>After so long, what is left is measured in one short window for each figure.</summary>
    public required TimeSpan Budget { get; init; }

    /// <summary>Largest buffer of a memory figure, which has three.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Largest copy over PCIe, or between GPUs.</summary>
    public required long LinkBytes { get; init; }

    /// <summary>Memory is filled and read a second time, with every bit turned.</summary>
    public required bool Inverse { get; init; }

    /// <summary>Of a GPU that took longer than it should.</summary>
    public GpuBenchPlan Hurried => this with
    {
        WarmUp = TimeSpan.Zero,
        Window = TimeSpan.FromMilliseconds(1),
        Windows = 1,
        Operations = 10,
    };

    public static GpuBenchPlan Of(bool quick) => quick ? Quick : Full;

    /// <summary>How long so many figures take, each warmed up and in all its windows.</summary>
    public TimeSpan Windowed(int figures) => figures * (WarmUp + (Windows * Window));
}
