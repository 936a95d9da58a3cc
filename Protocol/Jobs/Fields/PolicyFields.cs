namespace DePin.Protocol.Jobs.Fields;

/// <summary>The keys of the small blocks beside <c>resources</c>.</summary>
internal static class PolicyFields
{
    public static readonly BlockKind<CheckpointPolicy> Checkpoint = new BlockBuilder<CheckpointPolicy>(new() { Path = default })
        .Required("path", SpecKinds.Path, "Directory that holds the job's checkpoints.",
            checkpoint => checkpoint.Path, (checkpoint, value) => checkpoint with { Path = value })
        .Optional("every", SpecKinds.Duration(JobLimits.MinCheckpointEvery, JobLimits.MaxCheckpointEvery), "Time between two savings.",
            checkpoint => checkpoint.Every, (checkpoint, value) => checkpoint with { Every = value })
        .Optional("signal", new ChoiceKind<CheckpointSignal>(
                new("SIGUSR1", CheckpointSignal.Usr1), new("SIGUSR2", CheckpointSignal.Usr2), new("SIGHUP", CheckpointSignal.Hup),
                new("SIGINT", CheckpointSignal.Int), new("SIGTERM", CheckpointSignal.Term)),
            "Sent before each saving. Left out: none, the job writes checkpoints by itself.",
            checkpoint => checkpoint.Signal, (checkpoint, value) => checkpoint with { Signal = value })
        .Optional("grace", SpecKinds.Duration(TimeSpan.Zero, JobLimits.MaxCheckpointGrace), "Time the job gets between signal and saving.",
            checkpoint => checkpoint.Grace, (checkpoint, value) => checkpoint with { Grace = value })
        .Build();

    public static readonly BlockKind<VerificationPolicy> Verification = new BlockBuilder<VerificationPolicy>(new())
        .Optional("class", new ChoiceKind<VerificationClass>(
                new("none", VerificationClass.None), new("deterministic", VerificationClass.Deterministic),
                new("training", VerificationClass.Training), new("inference", VerificationClass.Inference)),
            "How the result can be checked: not at all, by repeating the job or parts between checkpoints, or by answers' fingerprints.",
            verification => verification.Class, (verification, value) => verification with { Class = value })
        .Build();

    public static readonly BlockKind<ServiceEndpoint> Service = new BlockBuilder<ServiceEndpoint>(new ServiceEndpoint { Port = 0 })
        .Required("port", new IntegerKind(1, ushort.MaxValue), "TCP port the process listens on.",
            service => service.Port, (service, value) => service with { Port = value })
        .Optional("health", SpecKinds.HealthPath, "HTTP path that answers 200 when ready. Left out: ready when the port is open.",
            service => service.Health, (service, value) => service with { Health = value })
        .Optional("replicas", new IntegerKind(1, JobLimits.MaxReplicas), "Containers that answer side by side.",
            service => service.Replicas, (service, value) => service with { Replicas = value })
        .Build();

    public static readonly BlockKind<PriceLimit> Price = new BlockBuilder<PriceLimit>(new PriceLimit { MaxPerGpuHour = 0 })
        .Required("maxPerGpuHour", SpecKinds.Price, "The most to pay for one GPU and hour, an exact decimal.",
            price => price.MaxPerGpuHour, (price, value) => price with { MaxPerGpuHour = value })
        .Build();
}
