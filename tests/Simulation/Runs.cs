using DePin.Simulation.Mutants;
using DePin.Simulation.Scheduling;

namespace DePin.Simulation;

/// <summary>Runs seeds, each in a world of its own.</summary>
internal static class Runs
{
    private static int _worlds;

    public static RunReport One(int seed, Func<Mutant> mutant, Action<string>? also = null)
    {
        string directory = Path.Combine(Template.Root, $"world-{Interlocked.Increment(ref _worlds)}");
        using World world = new(seed, mutant(), directory, also);
        return world.Run();
    }

    /// <summary>Runs seeds on every core until all have run or so many have failed.</summary>
    /// <param name="step">From one seed to the next.</param>
    /// <returns>The failures, and how many seeds, attempts and attestations there were in all.</returns>
    public static (IReadOnlyList<RunReport> Failures, int Seeds, long Attempts, long Attested, TimeSpan Simulated) Many(
        int first, int count, int maxFailures, Func<Mutant> mutant, int step = 1)
    {
        List<RunReport> failures = [];
        Lock gate = new();
        int next = first;
        (int seeds, long attempts, long attested, TimeSpan simulated) = (0, 0, 0, TimeSpan.Zero);
        void Work()
        {
            while (Interlocked.Add(ref next, step) - step is var seed && seed < first + (count * step))
            {
                RunReport report = One(seed, mutant);
                lock (gate)
                {
                    (seeds, attempts, attested, simulated) =
                        (seeds + 1, attempts + report.Attempts, attested + report.Attested, simulated + report.Ended);
                    if (report.Violation is not null)
                    {
                        failures.Add(report);
                    }

                    if (failures.Count >= maxFailures)
                    {
                        return;
                    }
                }
            }
        }

        // One more than there are cores: a request that reads or writes files keeps its thread waiting.
        List<Thread> threads =
            [.. Enumerable.Range(0, Environment.ProcessorCount + 1).Select(_ => new Thread(Work) { IsBackground = true })];
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return (failures, seeds, attempts, attested, simulated);
    }
}
