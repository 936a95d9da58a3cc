using DePin.Benchmark.Gpus.Launching;

namespace DePin.Benchmark.Gpus.Measuring;

/// <summary>
/// Times work on one GPU by the GPU's own clock: queued without waiting, warmed up, then in windows with the GPU's state asked in each. All
/// on one thread.
/// </summary>
internal sealed class GpuTimer : IDisposable
{
    /// <summary>Launches queued at once; a driver's queue holds a thousand, and who fills it waits.</summary>
    public const uint MostQueued = 512;

    /// <summary>Events are fine to half a microsecond: nothing that is timed is shorter than this.</summary>
    private const double Shortest = 1e-7;

    private readonly GpuSampler _sampler;
    private readonly TimeProvider _time;
    private readonly GpuEvent _start;
    private readonly GpuEvent _end;
    private readonly GpuEvent _endBeside;

    public GpuTimer(GpuContext gpu, GpuSampler sampler, GpuBenchPlan plan, TimeProvider time)
    {
        (Gpu, Plan, _sampler, _time) = (gpu, plan, sampler, time);
        Stream = gpu.CreateStream();
        Beside = gpu.CreateStream();
        (_start, _end, _endBeside) = (gpu.CreateEvent(), gpu.CreateEvent(), gpu.CreateEvent());
    }

    public GpuContext Gpu { get; }

    public GpuStream Stream { get; }

    /// <summary>Another one, for what is done at the same time.</summary>
    public GpuStream Beside { get; }

    /// <summary>For the figures from now on.</summary>
    public GpuBenchPlan Plan { get; set; }

    /// <summary>Seconds of what is queued on either stream.</summary>
    public double Once(Action queue)
    {
        Queue(queue);
        return Wait();
    }

    /// <summary>Seconds of one piece of work, in each window of the plan.</summary>
    /// <param name="queue">Queues one piece on either stream.</param>
    public (IReadOnlyList<double> Seconds, GpuConditions? Conditions) InWindows(Action queue, CancellationToken token)
    {
        double one = Once(queue);
        for (long began = _time.GetTimestamp(); _time.GetElapsedTime(began) < Plan.WarmUp;)
        {
            token.ThrowIfCancellationRequested();
            uint some = GpuSizes.Fill(Plan.Window, one, MostQueued);
            one = Once(() => Repeat(queue, some)) / some;
        }

        _sampler.Conclude();
        uint pieces = GpuSizes.Fill(Plan.Window, one, MostQueued);
        double[] seconds = new double[Plan.Windows];
        for (int window = 0; window < seconds.Length; window++)
        {
            token.ThrowIfCancellationRequested();
            Queue(() => Repeat(queue, pieces));
            _sampler.Take();
            seconds[window] = Wait() / pieces;
        }

        return (seconds, _sampler.Conclude());
    }

    /// <summary>Seconds of single operations by the host's clock; a tenth of them first, untimed.</summary>
    /// <param name="operation">Does one, and waits for what it wants to have timed.</param>
    public IReadOnlyList<double> OneByOne(Action operation, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        Repeat(operation, (uint)(Plan.Operations / 10) + 1);
        double[] seconds = new double[Plan.Operations];
        for (int i = 0; i < seconds.Length; i++)
        {
            long start = _time.GetTimestamp();
            operation();
            seconds[i] = Math.Max(_time.GetElapsedTime(start).TotalSeconds, Shortest);
        }

        return seconds;
    }

    /// <summary>What is in a GPU's memory once all that was queued is done.</summary>
    public byte[] Download(DeviceBuffer from, long offset, int bytes)
    {
        using PinnedBuffer host = Gpu.AllocatePinned(bytes);
        Stream.CopyFrom(from, offset, host, bytes);
        Stream.Synchronize();
        return host.Bytes.ToArray();
    }

    public void Dispose()
    {
        foreach (IDisposable part in new IDisposable[] { _start, _end, _endBeside, Stream, Beside })
        {
            part.Dispose();
        }
    }

    private void Queue(Action queue)
    {
        Stream.Record(_start);
        queue();
        Stream.Record(_end);
        Beside.Record(_endBeside);
    }

    private double Wait()
    {
        Stream.Synchronize();
        Beside.Synchronize();
        double own = _end.Since(_start).TotalSeconds, beside = _endBeside.Since(_start).TotalSeconds;
        return Math.Max(Math.Max(own, beside), Shortest);
    }

    private static void Repeat(Action action, uint times)
    {
        for (uint i = 0; i < times; i++)
        {
            action();
        }
    }
}
