using System.Globalization;

namespace DePin.EndToEnd.Chaos;

/// <summary>Random kills, as many as fit: <c>./build.sh bench chaos</c> deals a thousand.</summary>
[NonParallelizable]
internal sealed class ChaosTests
{
    private const string SeedVariable = "DEPIN_CHAOS_SEED";
    private const string KillsVariable = "DEPIN_CHAOS_KILLS";

    /// <summary>So many take about a minute.</summary>
    private const int KillsOfATest = 15;

    private const int KillsOfABench = 1000;

    [Test]
    [CancelAfter(600_000)]
    public Task Whatever_is_killed_nothing_is_lost_and_nothing_paid_twice(CancellationToken token) => HoldsAsync(KillsOfATest, token);

    [Test]
    [Explicit("a measurement that takes an hour: ./build.sh bench chaos")]
    [Category("Bench")]
    [CancelAfter(3 * 3600_000)]
    public Task Chaos(CancellationToken token) => HoldsAsync(KillsOfABench, token);

    private static async Task HoldsAsync(int kills, CancellationToken token)
    {
        int seed = Setting(SeedVariable) ?? TestContext.CurrentContext.Random.Next();
        await TestContext.Progress.WriteLineAsync($"seed {seed}: {SeedVariable}={seed} deals the same blows");
        string logs = Path.Combine(AppContext.BaseDirectory, $"chaos-{seed}");
        ChaosReport report = await ChaosRun.RunAsync(
            seed, Setting(KillsVariable) ?? kills, logs, line => TestContext.Progress.WriteLineAsync(line), token);
        await TestContext.Progress.WriteLineAsync(report.ToString());
        Assert.That(report.Violations, Is.Empty, () => $"{report}\nThe programs' logs are in {logs}");
        Assert.That(report.Jobs, Is.GreaterThan(0), "no job ended while things were killed");
    }

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value)
            ? value
            : null;
}
