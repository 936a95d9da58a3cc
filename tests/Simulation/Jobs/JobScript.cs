using DePin.Fakes;

namespace DePin.Simulation.Jobs;

/// <summary>What one attempt of a job does when it runs: what it writes and when, and how it ends.</summary>
internal sealed record JobScript(FakeJob Job, TimeSpan Length, IReadOnlyList<(TimeSpan At, byte[] Bytes)> Writes, int ExitCode)
{
    private const int MaxWrites = 6;
    private const int MaxPart = 400;

    /// <param name="isLong">It runs for longer than a lease.</param>
    public static JobScript Of(Random random, bool hasOutputs, bool isLong)
    {
        TimeSpan length = (isLong ? 10 : random.Next(10)) switch
        {
            < 6 => TimeSpan.FromSeconds(8 * random.NextDouble()),
            < 9 => TimeSpan.FromSeconds(8 + (40 * random.NextDouble())),
            _ => TimeSpan.FromSeconds(60 + (120 * random.NextDouble())),
        };
        List<(TimeSpan, byte[])> writes = [];
        for (int i = random.Next(MaxWrites); i > 0; i--)
        {
            byte[] part = new byte[1 + random.Next(MaxPart)];
            random.NextBytes(part);
            writes.Add((length * random.NextDouble(), part));
        }

        Dictionary<string, byte[]> files = [];
        for (int i = hasOutputs ? random.Next(3) : 0; i > 0; i--)
        {
            byte[] content = new byte[random.Next(1500)];
            random.NextBytes(content);
            files[$"/outputs/{i}.bin"] = content;
        }

        FakeJob job = new() { ExitCode = null, IgnoresSignals = random.Next(4) == 0, Files = files };
        return new JobScript(job, length, writes, random.Next(4) == 0 ? 1 + random.Next(3) : 0);
    }
}
