using DePin.Protocol.Jobs;

namespace DePin.Protocol.Tests.Jobs;

/// <summary>Valid specs drawn from a seeded source, with every key used sooner or later.</summary>
internal static class RandomSpec
{
    /// <summary>Pieces that mean something to YAML or JSON, or that some program treats as a line's end.</summary>
    private static readonly string[] Pieces =
    [
        "", " ", "a", "null", "~", "true", "3", "- x", "a: b", "#", "'", "\"", "\\", "\n", "\t", "é", "😀", "\u2028", "\u0085", "\u007f",
        "\b", "{", "&a", "*a", "!t", "%", "@",
    ];

    public static JobSpec Next(Random random)
    {
        bool isService = random.Next(4) == 0;
        bool hasDisk = random.Next(5) > 0;
        return new JobSpec
        {
            Name = $"job-{random.Next(1000)}",
            Kind = isService ? JobKind.Service : JobKind.Batch,
            Service = isService ? Service(random) : null,
            Image = ImageReference.Parse(Coin(random) ? $"localhost:5000/a/b:v{random.Next(9)}" : "x.example/y@" + Hash(random)),
            Command = Coin(random) ? [] : ["run", .. Several(random, 6, _ => Text(random))],
            Env = new(Several(random, 8, i => KeyValuePair.Create($"V_{i}_{random.Next(100)}", Text(random)))),
            Secrets = [.. Several(random, 3, i => $"SECRET{i}")],
            Resources = Resources(random, hasDisk),
            Network = Coin(random) ? JobNetwork.None : JobNetwork.Egress,
            Timeout = TimeSpan.FromMilliseconds(random.NextInt64(1000, 30L * 24 * 3600 * 1000)),
            Retries = random.Next(101),
            Checkpoint = hasDisk && Coin(random) ? Checkpoint(random) : null,
            Inputs = new(Several(random, hasDisk ? 4 : 1, i => KeyValuePair.Create(ContainerPath.Parse($"/in/{i} é"), Hash(random)))),
            Outputs = [.. Several(random, hasDisk ? 4 : 1, i => ContainerPath.Parse($"/out/{i}"))],
            Verification = new VerificationPolicy { Class = Coin(random) ? VerificationClass.None : VerificationClass.Deterministic },
            Price = Coin(random) ? new PriceLimit { MaxPerGpuHour = random.NextInt64(1, 1_000_000_000_000) / 1_000_000m } : null,
            DisconnectGrace = Coin(random) ? TimeSpan.FromSeconds(random.Next(1, 86401)) : null,
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
            Gpu = Coin(random) ? null : new GpuRequirement
            {
                Count = random.Next(1, 65),
                Vram = Coin(random) ? null : ByteSize.FromGibibytes(random.Next(1, 4097)),
                Fp16Tflops = Coin(random) ? null : random.Next(1, 1_000_000_000) / 1000m,
                MemoryBandwidth = Coin(random) ? null : new ByteRate(random.NextInt64(1, 1_000_000_000_000_001)),
                Model = [.. Several(random, 4, i => $"model {i}")],
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

    private static ServiceEndpoint Service(Random random) => new()
    {
        Port = random.Next(1, 65536),
        Health = Coin(random) ? null : "/health?x=1&y",
        Replicas = random.Next(1, 101),
    };

    private static string Text(Random random) => string.Concat(Several(random, 5, _ => Pieces[random.Next(Pieces.Length)]));

    private static ContentHash Hash(Random random)
    {
        byte[] content = new byte[8];
        random.NextBytes(content);
        return ContentHash.Of(content);
    }

    private static bool Coin(Random random) => random.Next(2) == 0;

    /// <summary>From none to one less than <paramref name="bound"/>.</summary>
    private static T[] Several<T>(Random random, int bound, Func<int, T> make) => [.. Enumerable.Range(0, random.Next(bound)).Select(make)];
}
