using DePin.Protocol.Jobs;

namespace DePin.Protocol.Tests.Jobs;

/// <summary>Valid specs drawn from a seeded source, with every key used sooner or later.</summary>
internal static class RandomSpec
{
    private static readonly string[] Texts = ["", " ", "a", "null", "~", "true", "3", "- x", "a: b", "#", "'", "\"", "\\", "\n", "\t", "é", "😀", "\u2028", "\u0085", "\u007f", "\b", "{", "&a", "*a", "!t", "%", "@"];

    public static JobSpec Next(Random random)
    {
        bool isService = random.Next(4) == 0;
        bool hasDisk = random.Next(5) > 0;
        return new JobSpec
        {
            Name = $"job-{random.Next(1000)}",
            Kind = isService ? JobKind.Service : JobKind.Batch,
            Service = isService ? new ServiceEndpoint { Port = random.Next(1, 65536), Health = Maybe(random, "/health?x=1&y"), Replicas = random.Next(1, 101) } : null,
            Image = ImageReference.Parse(random.Next(2) == 0 ? $"localhost:5000/a/b:v{random.Next(9)}" : "x.example/y@" + Hash(random)),
            Command = random.Next(3) == 0 ? [] : new ValueList<string>(["run", .. Enumerable.Range(0, random.Next(6)).Select(_ => Text(random))]),
            Env = new(Enumerable.Range(0, random.Next(8)).Select(i => KeyValuePair.Create($"V_{i}_{random.Next(100)}", Text(random)))),
            Secrets = new ValueList<string>([.. Enumerable.Range(0, random.Next(3)).Select(i => $"SECRET{i}")]),
            Resources = Resources(random, hasDisk),
            Network = random.Next(2) == 0 ? JobNetwork.None : JobNetwork.Egress,
            Timeout = TimeSpan.FromMilliseconds(random.NextInt64(1000, 30L * 24 * 3600 * 1000)),
            Retries = random.Next(101),
            Checkpoint = hasDisk && random.Next(2) == 0 ? Checkpoint(random) : null,
            Inputs = new(Enumerable.Range(0, hasDisk ? random.Next(4) : 0).Select(i => KeyValuePair.Create(ContainerPath.Parse($"/in/{i} é{random.Next(9)}"), Hash(random)))),
            Outputs = new ValueList<ContainerPath>([.. Enumerable.Range(0, hasDisk ? random.Next(4) : 0).Select(i => ContainerPath.Parse($"/out/{i}"))]),
            Verification = new VerificationPolicy { Class = random.Next(2) == 0 ? VerificationClass.None : VerificationClass.Deterministic },
            Price = random.Next(2) == 0 ? new PriceLimit { MaxPerGpuHour = random.NextInt64(1, 1_000_000_000_000) / 1_000_000m } : null,
            DisconnectGrace = random.Next(2) == 0 ? TimeSpan.FromSeconds(random.Next(1, 86401)) : null,
            StopGrace = TimeSpan.FromMilliseconds(random.Next(30001)),
        };
    }

    private static JobResources Resources(Random random, bool hasDisk)
    {
        var memory = new ByteSize(random.NextInt64(64L << 20, 1L << 46));
        return new JobResources
        {
            Cpu = new CpuCores(random.Next(10, 1_024_001)),
            Memory = memory,
            Disk = new ByteSize(hasDisk ? random.NextInt64(1, 1L << 50) : 0),
            Shm = new ByteSize(random.NextInt64(0, memory.Bytes + 1)),
            Gpu = random.Next(2) == 0 ? null : new GpuRequirement
            {
                Count = random.Next(1, 65),
                Vram = random.Next(2) == 0 ? null : ByteSize.FromGibibytes(random.Next(1, 4097)),
                Fp16Tflops = random.Next(2) == 0 ? null : random.Next(1, 1_000_000_000) / 1000m,
                MemoryBandwidth = random.Next(2) == 0 ? null : new ByteRate(random.NextInt64(1, 1_000_000_000_000_001)),
                Model = new ValueList<string>([.. Enumerable.Range(0, random.Next(4)).Select(i => $"model {i}")]),
            },
        };
    }

    private static CheckpointPolicy Checkpoint(Random random) => new()
    {
        Path = ContainerPath.Parse("/checkpoints"),
        Every = TimeSpan.FromSeconds(random.Next(601, 86401)),
        Signal = random.Next(3) == 0 ? null : (CheckpointSignal)random.Next(5),
        Grace = TimeSpan.FromMilliseconds(random.Next(600_001)),
    };

    private static string Text(Random random) => string.Concat(Enumerable.Range(0, random.Next(5)).Select(_ => Texts[random.Next(Texts.Length)]));

    private static ContentHash Hash(Random random)
    {
        byte[] content = new byte[8];
        random.NextBytes(content);
        return ContentHash.Of(content);
    }

    private static string? Maybe(Random random, string text) => random.Next(2) == 0 ? null : text;
}
