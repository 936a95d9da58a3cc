using DePin.EndToEnd.Product;

namespace DePin.EndToEnd.Bench;

/// <summary>
/// From the start of an agent that was killed to the moment when the scheduler has more of a running job's log than before: the container
/// was found by its labels, its lease renewed, its log read on and delivered. Target: 2 s, the container untouched.
/// </summary>
[Explicit("a measurement, not a test: ./build.sh bench readoption")]
[Category("Bench")]
[NonParallelizable]
internal sealed class ReadoptionBench
{
    private const int Rounds = 30;
    private static readonly TimeSpan _bound = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _target = TimeSpan.FromSeconds(2);

    [Test]
    [CancelAfter(540_000)]
    public async Task Readoption(CancellationToken token)
    {
        await using Deployment depin = await Deployment.StartAsync(liveRestore: false, token);
        Witness witness = await Witness.StartAsync(depin, _bound, token);
        string process = await witness.ProcessAsync(token);
        List<TimeSpan> took = [];
        for (int round = 1; round <= Rounds; round++)
        {
            await depin.Node.KillAsync(token);
            long reached = await witness.LogBytesAsync(token) ?? 0;
            long started = TimeProvider.System.GetTimestamp();
            depin.LaunchNode();
            await witness.GoesOnAsync(reached, _bound, () => $"after restart {round}", token);
            took.Add(TimeProvider.System.GetElapsedTime(started));
            await TestContext.Progress.WriteLineAsync($"restart {round}/{Rounds}: re-adopted after {took[^1].TotalSeconds:F2} s");
        }

        Assert.That(await witness.ProcessAsync(token), Is.EqualTo(process), "the container was touched");
        List<TimeSpan> sorted = [.. took.Order()];
        await TestContext.Progress.WriteLineAsync(
            $"agent started → its job's log goes on at the scheduler: n={Rounds} p50 {sorted[Rounds / 2].TotalSeconds:F2} "
            + $"p90 {sorted[Rounds * 9 / 10].TotalSeconds:F2} max {sorted[^1].TotalSeconds:F2} s (target {_target.TotalSeconds:F0} s); "
            + $"same process {process.Trim()} all the time");
    }
}
