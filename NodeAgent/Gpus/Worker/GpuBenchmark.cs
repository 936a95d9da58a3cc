using System.Collections.Concurrent;
using DePin.Benchmark.Gpus;
using DePin.Benchmark.Gpus.Measuring;
using DePin.Benchmark.Gpus.Worker;

namespace DePin.NodeAgent.Gpus.Worker;

/// <summary>
/// Measures the machine's GPUs, one after another so that none disturbs the next, each in a worker of its own: a card that hangs or takes
/// its process with it costs a finding, and the others go on. Then the ways between them, while workers last.
/// </summary>
internal sealed class GpuBenchmark(WorkerStart start, TimeProvider time)
{
    /// <summary>Workers that may be lost to pairs before no further one is tried: each costs up to the longest wait.</summary>
    private const int MostLost = 2;

    /// <param name="held">UUIDs of GPUs that jobs have, by what the service says: they are left alone.</param>
    /// <param name="progress">Told of each figure.</param>
    /// <param name="token">Ends it, and the worker that is at work.</param>
    /// <returns>The GPUs as they were found, and what came of measuring them.</returns>
    public async Task<(GpuInventory Inventory, GpuBenchRun Run)> RunAsync(
        bool quick, IReadOnlySet<string> held, IProgress<GpuBenchProgress> progress, CancellationToken token)
    {
        GpuInventory inventory = await GpuSurvey.LookAsync(start, time, token);
        Gpu[] usable = [.. inventory.Gpus.Where(gpu => gpu.Usable)];
        List<MeasuredGpu> measured = [];
        foreach ((int index, Gpu gpu) in usable.Index())
        {
            measured.Add(held.Contains(gpu.Uuid)
                ? MeasuredGpu.Left(gpu.Uuid, gpu.Name, gpu.MemoryBytes, GpuUse.Busy(gpu, "a job of this node has it"))
                : await MeasureAsync(gpu, quick, new Steps(gpu, index + 1, usable.Length, progress), token));
        }

        HashSet<string> well = [.. measured.Where(gpu => !gpu.Findings.Any(IsInTheWay)).Select(gpu => gpu.Uuid)];
        (IReadOnlyList<PeerCopy> peers, IReadOnlyList<GpuFinding> findings) =
            await PairsAsync([.. usable.Where(gpu => well.Contains(gpu.Uuid))], quick, token);
        return (inventory, new GpuBenchRun
        {
            MeasuredAt = time.GetUtcNow().ToUnixTimeSeconds(),
            Quick = quick,
            Simulated = inventory.Simulated,
            Driver = inventory.Driver,
            Gpus = measured,
            Peers = peers,
            PeerFindings = findings,
        });
    }

    private static bool IsInTheWay(GpuFinding finding) => finding.IsGrave() || finding.Code == GpuFindingCode.Busy;

    private async Task<MeasuredGpu> MeasureAsync(Gpu gpu, bool quick, Steps steps, CancellationToken token)
    {
        long began = time.GetTimestamp();
        await using WorkerSeat seat = new(start, time);
        WorkerOutcome outcome = await seat.AskAsync(
            id => new GpuQuestion.Measure { Id = id, Gpu = gpu.Uuid, Quick = quick }, steps, token);
        IEnumerable<GpuFinding> xids = seat.TakeXids().Select(WorkerFindings.Of);
        MeasuredGpu measured = outcome switch
        {
            WorkerOutcome.Answered { Word: GpuWord.Measured { Gpu: { } answer } } => answer,
            WorkerOutcome.Answered => Cut(WorkerFindings.NotOffered(gpu.Uuid)),
            _ => Cut(WorkerFindings.Of(outcome, gpu.Uuid)),
        };
        return measured with { Findings = [.. measured.Findings, .. xids] };

        MeasuredGpu Cut(GpuFinding why) => MeasuredGpu.Cut(
            gpu.Uuid, gpu.Name, gpu.MemoryBytes, steps.Taken, time.GetElapsedTime(began).TotalSeconds, why);
    }

    private async Task<(IReadOnlyList<PeerCopy> Peers, IReadOnlyList<GpuFinding> Findings)> PairsAsync(
        Gpu[] gpus, bool quick, CancellationToken token)
    {
        List<PeerCopy> copies = [];
        List<GpuFinding> findings = [];
        await using WorkerSeat seat = new(start, time);
        int lost = 0;
        foreach ((Gpu from, Gpu to) in gpus.SelectMany(from => gpus.Where(to => to != from).Select(to => (from, to))))
        {
            if (lost == MostLost)
            {
                break;
            }

            WorkerOutcome outcome = await seat.AskAsync(
                id => new GpuQuestion.Pair { Id = id, From = from.Uuid, To = to.Uuid, Quick = quick }, null, token);
            if (outcome is WorkerOutcome.Answered { Word: GpuWord.Copied(_, var copy, var finding) })
            {
                copies.AddRange(copy is null ? [] : [copy]);
                findings.AddRange(finding is null ? [] : [finding]);
            }
            else
            {
                findings.Add(WorkerFindings.Of(outcome, from.Uuid));
                lost++;
            }

            if (seat.Worker is { HasExited: true } || outcome is not WorkerOutcome.Answered)
            {
                await seat.EndAsync();
            }
        }

        return (copies, findings);
    }

    private sealed class Steps(Gpu gpu, int number, int gpus, IProgress<GpuBenchProgress> progress) : IProgress<GpuWord.Progress>
    {
        private readonly ConcurrentQueue<GpuBenchStep> _taken = [];

        public IReadOnlyCollection<GpuBenchStep> Taken => _taken;

        public void Report(GpuWord.Progress value)
        {
            if (value is GpuWord.Step(var step))
            {
                _taken.Enqueue(step);
                progress.Report(new GpuBenchProgress(gpu, number, gpus, step));
            }
        }
    }
}
