using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Benchmark.Gpus;
using DePin.Benchmark.Gpus.Measuring;
using DePin.Benchmark.Machine;
using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Configuration;
using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Journal;
using DePin.NodeAgent.Measuring;
using DePin.NodeAgent.Proving;
using DePin.NodeAgent.Scheduling;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Hosting;

/// <summary>
/// What the node offers: the machine as it was last measured, signed, and whether new work is welcome. Measures first when there is no
/// recent measurement; looks again now and then, since disks fill and engines change.
/// </summary>
internal sealed partial class MachineOffer(
    NodeOptions options, PrivateKey key, IContainerRuntime runtime, BootClock time, ILogger<MachineOffer> logger) : IOffer
{
    private static readonly TimeSpan _lookEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _retry = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _validFor = TimeSpan.FromDays(30);

    /// <summary>Free disk that changes by less is no news.</summary>
    private const double Noticeable = 0.05;

    private readonly MeasuredMachine _machine = new(options, time);
    private readonly MeasuredGpus _gpus = new(options.StateDirectory, time);
    private readonly Wake _look = new();
    private volatile NodeOptions _options = options;
    private volatile Offered? _offered;

    public long CapacityVersion => _offered?.Version ?? 0;

    public SignedCapacity? Capacity => _offered?.Capacity;

    public bool Accepting => _offered is { EngineWell: true };

    /// <summary>As it last answered; null before.</summary>
    public EngineDescription? Engine => _offered?.Engine;

    /// <summary>Offers by these from now on.</summary>
    public void Adopt(NodeOptions next)
    {
        _options = next;
        _look.Call();
    }

    /// <summary>Looks at the machine until stopped.</summary>
    /// <param name="gpus">The GPUs as they were last seen; null before.</param>
    /// <param name="journal">Counts the statements, and knows the domain they are signed in.</param>
    /// <param name="connected">Completes when that domain is known.</param>
    /// <param name="changed">Called when there is something to tell the scheduler.</param>
    /// <param name="token">Stops.</param>
    public async Task RunAsync(
        Func<GpuInventory?> gpus, NodeJournal journal, Task connected, Action changed, CancellationToken token)
    {
        MachineReport? report = null;
        while (!token.IsCancellationRequested)
        {
            try
            {
                report ??= await _machine.FindRecentAsync(token) ?? await MeasureAsync(token);
                await connected.WaitAsync(token);
                EngineDescription engine = await runtime.DescribeAsync(token);
                GpuInventory? seen = gpus();
                IReadOnlyDictionary<string, MeasuredGpu> measured = await _gpus.FindRecentAsync(seen?.Simulated == true, token);
                if (Offer(journal, report, engine, capacity => OfferedGpus.Beside(capacity, seen, engine.Gpu, measured)))
                {
                    changed();
                }

                await _look.WaitAsync(_lookEvery, time, token);
            }
            catch (Exception e) when (e is EngineUnavailableException or EngineException or IOException or UnauthorizedAccessException)
            {
                Log.NothingToOffer(logger, e.Message);
                if (_offered is { EngineWell: true } before)
                {
                    _offered = before with { EngineWell = false };
                    changed();
                }

                await Task.Delay(_retry, time, token);
            }
        }
    }

    private async Task<MachineReport> MeasureAsync(CancellationToken token)
    {
        Log.Measuring(logger);
        MeasuredRun run = await _machine.MeasureAsync(quick: true, new Progress<BenchProgress>(), token);
        return run.Report;
    }

    /// <returns>True when there is something to tell.</returns>
    private bool Offer(NodeJournal journal, MachineReport report, EngineDescription engine, Func<Capacity, Capacity> withGpus)
    {
        bool well = !engine.Findings.Any(finding => finding.Weight == FindingWeight.Blocking);
        long free = Math.Max(0, new DriveInfo(EngineDisk.Of(engine.DataRoot, _options.StateDirectory)).AvailableFreeSpace);
        Capacity capacity = withGpus(StandIn.Beside(
            CapacityOffer.Of(report, _options.Offer, free, engine.Egress, AgentVersion.Number) with { Beneficiary = _options.Beneficiary },
            _options.Gpus,
            key.Address));
        Offered? before = _offered;
        if (before is not null && Same(before.Capacity.Capacity, capacity) && IsFresh(before.Capacity.Statement))
        {
            _offered = before with { Engine = engine, EngineWell = well };
            return before.EngineWell != well;
        }

        SignedCapacity signed = Sign(journal, capacity);
        _offered = new Offered((long)signed.Statement.Sequence, signed, engine, well);
        Log.Offered(logger, capacity.CpuMillicores, capacity.MemoryBytes, capacity.DiskBytes);
        foreach (EngineFinding finding in before is null ? engine.Findings : [])
        {
            Log.Found(logger, finding.Fact, finding.Remedy);
        }

        return true;
    }

    /// <summary>A statement is renewed in the second half of its life, and when it was made under a clock that was ahead.</summary>
    private bool IsFresh(CapacityStatement statement) =>
        (ulong)(time.GetUtcNow() + (_validFor / 2)).ToUnixTimeSeconds() < statement.ExpiresAt
        && statement.MeasuredAt <= (ulong)time.GetUtcNow().ToUnixTimeSeconds();

    private static bool Same(Capacity before, Capacity now) =>
        before with { DiskBytes = 0, Gpus = [] } == now with { DiskBytes = 0, Gpus = [] }
        && before.Gpus.SequenceEqual(now.Gpus)
        && Math.Abs(before.DiskBytes - now.DiskBytes) <= before.DiskBytes * Noticeable;

    private SignedCapacity Sign(NodeJournal journal, Capacity capacity)
    {
        var statement = new CapacityStatement
        {
            Node = key.Address,
            CapacityDigest = capacity.Digest(),
            MeasuredAt = (ulong)Math.Min(capacity.Measured.MeasuredAt, time.GetUtcNow().ToUnixTimeSeconds()),
            ExpiresAt = (ulong)(time.GetUtcNow() + _validFor).ToUnixTimeSeconds(),
            Sequence = (ulong)journal.NextCapacitySequence(),
        };
        Eip712Domain domain = journal.Facts.Scheduler!.Domain;
        return new SignedCapacity(capacity, statement, key.Sign(Eip712.Digest(domain, statement)));
    }

    private sealed record Offered(long Version, SignedCapacity Capacity, EngineDescription Engine, bool EngineWell);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "This machine was not measured lately; measuring it now.")]
        public static partial void Measuring(ILogger logger);

        [LoggerMessage(LogLevel.Information, "Offering {Millicores} millicores, {Memory} bytes of memory and {Disk} bytes of disk.")]
        public static partial void Offered(ILogger logger, int millicores, long memory, long disk);

        [LoggerMessage(LogLevel.Warning, "{Fact} {Remedy}")]
        public static partial void Found(ILogger logger, string fact, string remedy);

        [LoggerMessage(LogLevel.Warning, "Nothing can be offered at the moment: {Problem}")]
        public static partial void NothingToOffer(ILogger logger, string problem);
    }
}
