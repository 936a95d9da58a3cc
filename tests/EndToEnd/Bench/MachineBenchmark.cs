using System.Globalization;
using DePin.Benchmark.Machine;

namespace DePin.EndToEnd.Bench;

/// <summary>
/// <c>depin-node bench</c> beside programs that reach for the same limits on the same machine: a C compiler's loops, OpenSSL, dd. Taken in
/// turns, so that a drifting machine is the same for both; what is told is each one's best and the ratio.
/// </summary>
[Explicit("a measurement, not a test: ./build.sh bench machine")]
[Category("Bench")]
[NonParallelizable]
internal sealed class MachineBenchmark
{
    private const int Rounds = 3;

    /// <summary>Below this, our kernels miss something that the machine has.</summary>
    private const double LeastRatio = 0.8;

    [Test]
    [CancelAfter(580_000)]
    public async Task Machine(CancellationToken token)
    {
        string directory = Directory.CreateTempSubdirectory("depin-bench-").FullName;
        try
        {
            await using MachinePeers peers = await MachinePeers.CreateAsync(directory, token);
            Dictionary<MachineFigure, double> ours = [], theirs = [];
            for (int round = 1; round <= Rounds; round++)
            {
                await TestContext.Progress.WriteLineAsync($"round {round} of {Rounds}");
                MachineBenchRequest request = new() { Directory = directory, Quick = true };
                MachineReport report = await new MachineBench(TimeProvider.System).RunAsync(request, new Silence(), token);
                foreach (Measurement figure in report.Figures)
                {
                    Keep(ours, figure.Figure, figure.Max);
                    if (await peers.MeasureAsync(figure.Figure, report.Machine, token) is { } rate)
                    {
                        Keep(theirs, figure.Figure, rate);
                    }
                }
            }

            await ReportAsync(ours, theirs);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task ReportAsync(Dictionary<MachineFigure, double> ours, Dictionary<MachineFigure, double> theirs)
    {
        Assert.That(theirs, Is.Not.Empty, "no peer could be measured");
        foreach ((MachineFigure figure, double peer) in theirs)
        {
            string numbers = string.Create(CultureInfo.InvariantCulture, $"{ours[figure]:E3} / {peer:E3} = {ours[figure] / peer:0.00}");
            await TestContext.Progress.WriteLineAsync($"{figure,-18} {numbers}  against {MachinePeers.NameOf(figure)}");
        }

        Assert.Multiple(() =>
        {
            // Disks are shared and bursty; their ratio is told, not held.
            foreach ((MachineFigure figure, double peer) in theirs.Where(pair => pair.Key < MachineFigure.DiskWrite))
            {
                Assert.That(ours[figure] / peer, Is.GreaterThan(LeastRatio), figure.ToString());
            }
        });
    }

    private static void Keep(Dictionary<MachineFigure, double> best, MachineFigure figure, double rate) =>
        best[figure] = Math.Max(best.GetValueOrDefault(figure), rate);

    private sealed class Silence : IProgress<BenchProgress>
    {
        public void Report(BenchProgress value)
        {
            // The rounds are progress enough.
        }
    }
}
