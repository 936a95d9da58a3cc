namespace DePin.Simulation;

/// <summary>What became of one run.</summary>
/// <param name="Violation">The first invariant that broke; null when all held to the end.</param>
/// <param name="Hash">Of the trace: two runs of a seed have the same.</param>
/// <param name="Tail">The trace's last lines.</param>
/// <param name="Ended">World time.</param>
/// <param name="Attempts">Leases that were granted.</param>
/// <param name="Attested">Attempts that were attested.</param>
internal sealed record RunReport(
    int Seed, Violation? Violation, ulong Hash, IReadOnlyList<string> Tail, TimeSpan Ended, int Attempts, int Attested)
{
    /// <summary>For who has to find out why.</summary>
    public override string ToString() => Violation is null
        ? $"seed {Seed}: all invariants held"
        : $"""
            seed {Seed}: {Violation.Invariant}: {Violation.What}
              {string.Join("\n  ", Tail)}
            Replay it with the whole trace:
              {SeedTests.SeedVariable}={Seed} artifacts/bin/Simulation/debug/DePin.Simulation --output Detailed \
                --filter "FullyQualifiedName~Seed_of"
            """;
}
