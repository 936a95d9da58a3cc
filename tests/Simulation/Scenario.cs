using DePin.Simulation.Jobs;
using DePin.Simulation.Network;
using DePin.Simulation.Scheduling;

namespace DePin.Simulation;

/// <summary>What a seed makes of a world before it begins: how many nodes, which jobs, what goes wrong and when.</summary>
internal sealed record Scenario(
    int Seed, int Nodes, IReadOnlyList<PlannedJob> Jobs, Weather Weather, IReadOnlyList<(TimeSpan At, Fault Fault)> Faults)
{
    private const int MaxJobs = 6;
    private const int MaxFaults = 7;
    private static readonly TimeSpan _faultsUntil = TimeSpan.FromSeconds(130);

    /// <summary>
    /// Each so-manieth world has long jobs, long partitions and long absences: leases run out in it, and jobs change their nodes.
    /// </summary>
    public const int LongEvery = 8;

    /// <summary>Nothing goes wrong.</summary>
    public bool IsCalm => Faults.Count == 0 && Weather == Weather.Calm;

    public bool IsLong => Seed % LongEvery == 0;

    /// <summary>World time at which everything is mended, and stays so: after the last fault, or when leases ran out over it.</summary>
    public TimeSpan CalmAt => _faultsUntil * (IsLong ? 2 : 1);

    /// <summary>World time at which everything must have come to rest.</summary>
    public TimeSpan RestBy => CalmAt + TimeSpan.FromMinutes(60);

    public static Scenario Of(int seed)
    {
        Random random = new(seed);
        int nodes = 2 + Few(random, Template.MaxNodes - 1);
        bool calm = random.Next(12) == 0;
        List<PlannedJob> jobs = [.. Enumerable.Range(0, 1 + Few(random, MaxJobs)).Select(number => PlannedJob.Of(random, number))];
        List<(TimeSpan, Fault)> faults = [.. Enumerable.Range(0, calm ? 0 : random.Next(MaxFaults + 1))
            .Select(_ => (_faultsUntil * random.NextDouble() * random.NextDouble(), Fault.Of(random, nodes, seed % LongEvery == 0)))];
        return new Scenario(seed, nodes, jobs, calm ? Weather.Calm : Weather.Of(random), faults);
    }

    /// <summary>Small worlds are faster, and most mistakes need no more.</summary>
    private static int Few(Random random, int below) => Math.Min(random.Next(below), Math.Min(random.Next(below), random.Next(below)));

    /// <summary>How long an agent that died is away: mostly as long as systemd waits, sometimes longer than its leases.</summary>
    public TimeSpan Away(Random random) => TimeSpan.FromSeconds((random.Next(8) == 0 ? 250 : 8) * random.NextDouble());
}
