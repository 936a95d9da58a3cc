using DePin.Attestation;
using DePin.NodeAgent.Containers;
using DePin.Protocol.Jobs;
using DePin.Simulation.Scheduling;

namespace DePin.Simulation.Jobs;

/// <summary>A job that a world's submitter will send, and perhaps cancel.</summary>
internal sealed record PlannedJob(int Number, JobSpec Spec, ContentHash Image, TimeSpan SubmitAt, TimeSpan? CancelAt)
{
    /// <summary>How the registry knows the image: by its tag, and by its digest.</summary>
    public EngineImage EngineImage => EngineImage.Parse($"registry.simulated/job{Number}:1");

    public string Name => NameOf(Number);

    public static string NameOf(int number) => $"job-{number}";

    public static PlannedJob Of(Random random, int number)
    {
        Hash32 digest = Hash32.Sha256(BitConverter.GetBytes(number));
        bool byTag = random.Next(3) == 0;
        bool outputs = random.Next(2) == 0;
        string image = $"registry.simulated/job{number}" + (byTag ? ":1" : $"@{new ContentHash(digest)}");
        JobSpec spec = new()
        {
            Name = NameOf(number),
            Image = ImageReference.Parse(image),
            Command = ["run"],
            Resources = new JobResources
            {
                Cpu = CpuCores.FromCores(random.Next(25) == 0 ? Template.Cores + 1 : 1 + random.Next(Template.Cores)),
                Disk = ByteSize.FromMebibytes(outputs ? 10 : 0),
            },
            Outputs = outputs ? [ContainerPath.Parse("/outputs")] : [],
            Timeout = random.Next(5) == 0 ? TimeSpan.FromSeconds(5 + random.Next(30)) : TimeSpan.FromHours(1),
            Retries = random.Next(3),
            StopGrace = TimeSpan.FromSeconds(1 + random.Next(10)),
            DisconnectGrace = random.Next(5) == 0 ? TimeSpan.FromSeconds(30 + random.Next(120)) : null,
        };
        TimeSpan submitAt = TimeSpan.FromSeconds(70 * random.NextDouble() * random.NextDouble());
        TimeSpan? cancelAt = random.Next(5) == 0 ? submitAt + TimeSpan.FromSeconds(90 * random.NextDouble()) : null;
        return new PlannedJob(number, spec, new ContentHash(digest), submitAt, cancelAt);
    }

    /// <summary>What this attempt of it does, wherever it runs.</summary>
    public JobScript Script(int seed, long epoch) =>
        JobScript.Of(new Random(HashOf(seed, Number, (int)epoch)), Spec.Outputs.Count > 0, seed % Scenario.LongEvery == 0);

    private static int HashOf(int seed, int number, int epoch) => unchecked((((seed * 31) + number) * 1_000_003) + (epoch * 7919));
}
