using DePin.Benchmark.Figures;
using DePin.Benchmark.Machine.Kernels;

namespace DePin.Benchmark.Machine;

/// <summary>One run in progress: takes figure after figure and keeps what came out of each.</summary>
internal sealed class BenchRun
{
    private const long LeastMemoryBytes = 256L << 20;

    private readonly BenchPlan _plan;
    private readonly TimeProvider _time;
    private readonly MachineFacts _facts;
    private readonly IProgress<BenchProgress> _progress;
    private readonly List<Measurement> _figures = [];
    private readonly List<Finding> _findings = [];
    private readonly int _total;
    private int _done;

    public BenchRun(BenchPlan plan, TimeProvider time, MachineFacts facts, IProgress<BenchProgress> progress, bool network)
    {
        _plan = plan;
        _time = time;
        _facts = facts;
        _progress = progress;
        _total = Enum.GetValues<MachineFigure>().Length - (network ? 0 : 2);
    }

    public IReadOnlyList<Measurement> Figures => _figures;

    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>Processor, memory and disk; blocks until they are done.</summary>
    public void MeasureLocal(string directory, CancellationToken token)
    {
        int cores = Math.Max((int)Math.Ceiling(_facts.UsableCores()), 1);
        TakeRate(MachineFigure.CpuFp32OneCore, 1, () => new Fp32Kernel(), MeasurementUnit.FlopsPerSecond, Fp32Kernel.Method, token);
        TakeRate(MachineFigure.CpuFp32AllCores, cores, () => new Fp32Kernel(), MeasurementUnit.FlopsPerSecond, Fp32Kernel.Method, token);
        TakeRate(MachineFigure.CpuSha256OneCore, 1, () => new Sha256Kernel(), MeasurementUnit.BytesPerSecond, Sha256Kernel.Method, token);
        TakeRate(
            MachineFigure.CpuSha256AllCores, cores, () => new Sha256Kernel(), MeasurementUnit.BytesPerSecond, Sha256Kernel.Method, token);
        MeasureMemory(cores, token);
        MeasureDisk(directory, token);
    }

    public async Task MeasureNetworkAsync(Uri scheduler, CancellationToken token)
    {
        using NetworkBench network = new(scheduler, _plan, _time);
        try
        {
            Begin(MachineFigure.SchedulerRoundTrip);
            End(MachineFigure.SchedulerRoundTrip, await network.RoundTripAsync(token));
            Begin(MachineFigure.SchedulerUpload);
            Measurement? upload = await network.UploadAsync(token);
            End(MachineFigure.SchedulerUpload, upload);
            if (upload is null)
            {
                _findings.Add(new Finding(
                    FindingCode.UploadUnmeasured, $"{scheduler} takes no uploads to measure.",
                    "Nothing to do: the rate is left out.", MachineFigure.SchedulerUpload));
            }
        }
        catch (Exception problem) when (problem is HttpRequestException or OperationCanceledException && !token.IsCancellationRequested)
        {
            // The client reports its own time limit as a cancellation.
            string reason = problem is HttpRequestException ? problem.Message : "no answer in time";
            _findings.Add(new Finding(
                FindingCode.SchedulerUnreachable, $"{scheduler} could not be measured: {reason}.",
                "Check scheduler.url in the configuration and the way there, then measure again.", MachineFigure.SchedulerRoundTrip));
        }
    }

    private void MeasureMemory(int cores, CancellationToken token)
    {
        long wanted = Math.Max(4 * (_facts.LastLevelCacheBytes ?? 0), LeastMemoryBytes);
        long bytes = Math.Min(wanted, Math.Min(_plan.MemoryBytes, _facts.MemoryAvailableBytes / 4));
        long each = bytes / cores;
        string method = $"{bytes >> 20} MiB of random data on {cores} cores, results checked";
        TakeRate(MachineFigure.MemoryRead, cores, () => new MemoryReadKernel(each), MeasurementUnit.BytesPerSecond, method, token);
        TakeRate(MachineFigure.MemoryCopy, cores, () => new MemoryCopyKernel(each), MeasurementUnit.BytesPerSecond, method, token);
        TakeRate(MachineFigure.MemoryTriad, cores, () => new MemoryTriadKernel(each), MeasurementUnit.BytesPerSecond, method, token);
        if (_facts.LastLevelCacheBytes is { } cache && bytes < 2 * cache)
        {
            _findings.Add(new Finding(
                FindingCode.MemoryCached,
                $"The memory figures used {bytes >> 20} MiB, not much more than the {cache >> 20} MiB of last-level cache.",
                "Measure without --quick, with more memory free."));
        }
    }

    private void MeasureDisk(string directory, CancellationToken token)
    {
        try
        {
            using DiskBench disk = new(directory, _plan, _time);
            Begin(MachineFigure.DiskWrite);
            End(MachineFigure.DiskWrite, disk.Write(token));
            Begin(MachineFigure.DiskSync);
            End(MachineFigure.DiskSync, disk.Sync(token));
            Begin(MachineFigure.DiskRead);
            (Measurement read, bool direct) = disk.Read(token);
            End(MachineFigure.DiskRead, read);
            if (!direct)
            {
                _findings.Add(new Finding(
                    FindingCode.DiskCached, $"The file system of {directory} has no reads past the page cache.",
                    "Put the state directory on a disk's own file system; a tmpfs loses its content at every reboot.",
                    MachineFigure.DiskRead));
            }
        }
        catch (WrongResultException wrong)
        {
            AddWrong(MachineFigure.DiskRead, wrong);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            _findings.Add(new Finding(
                FindingCode.DiskUnmeasured, $"The disk of {directory} could not be measured: {problem.Message}",
                "Let this user write to the directory and leave some space free, or name another one.", MachineFigure.DiskWrite));
        }
    }

    private void TakeRate(
        MachineFigure figure, int threads, Func<IKernel> create, MeasurementUnit unit, string method, CancellationToken token)
    {
        Begin(figure);
        try
        {
            IReadOnlyList<double> rates = new KernelGang(_plan, _time).Run(threads, create, token);
            End(figure, Measurement.Of(figure, unit, rates, method));
        }
        catch (WrongResultException wrong)
        {
            AddWrong(figure, wrong);
            End(figure, null);
        }
    }

    private void AddWrong(MachineFigure figure, WrongResultException wrong) => _findings.Add(new Finding(
        FindingCode.WrongResult, $"This machine gave a wrong result: {wrong.Message}.",
        "Test its memory (memtest86+), its cooling and its power supply before it does anybody's work.", figure));

    private void Begin(MachineFigure figure) => _progress.Report(new BenchProgress(figure, _done, _total, null));

    private void End(MachineFigure figure, Measurement? measurement)
    {
        _done++;
        if (measurement is not null)
        {
            _figures.Add(measurement);
        }

        _progress.Report(new BenchProgress(figure, _done, _total, measurement));
    }
}
