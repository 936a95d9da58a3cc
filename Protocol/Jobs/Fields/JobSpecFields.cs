namespace DePin.Protocol.Jobs.Fields;

/// <summary>The table of a job file's keys: reader, canonical writer, JSON Schema and reference document all come from it.</summary>
internal static class JobSpecFields
{
    private static readonly JobSpec Seed = new() { Name = "", Image = new ImageReference("", "", null, null) };

    public static readonly BlockKind<JobSpec> Root = Work(Identity(new BlockBuilder<JobSpec>(Seed))).Build();

    private static BlockBuilder<JobSpec> Identity(BlockBuilder<JobSpec> block) => block
        .Required("version", new ChoiceKind<string>(new KeyValuePair<string, string>(JobSpec.CurrentVersion, JobSpec.CurrentVersion)),
            $"Version of this format: {JobSpec.CurrentVersion}.",
            job => job.Version, (job, value) => job with { Version = value })
        .Required("name", SpecKinds.Name, "What people call the job; need not be unique.",
            job => job.Name, (job, value) => job with { Name = value })
        .Optional("kind", new ChoiceKind<JobKind>(new("batch", JobKind.Batch), new("service", JobKind.Service)),
            "batch runs until its process exits, service answers on a port until cancelled.",
            job => job.Kind, (job, value) => job with { Kind = value })
        .Required("image", SpecKinds.Image, "Container image, registry/repository:tag or @sha256:…; each attempt resolves a tag anew.",
            job => job.Image, (job, value) => job with { Image = value })
        .Optional("command", SpecKinds.Command, "Program and arguments; empty runs what the image names.",
            job => job.Command, (job, value) => job with { Command = value })
        .Optional("env", SpecKinds.Env, "Environment variables.",
            job => job.Env, (job, value) => job with { Env = value })
        .Optional("secrets", SpecKinds.Secrets, "Names of secrets that arrive as environment variables, sealed to the node.",
            job => job.Secrets, (job, value) => job with { Secrets = value });

    private static BlockBuilder<JobSpec> Work(BlockBuilder<JobSpec> block) => Policies(block
        .Optional("resources", ResourceFields.Resources, "What the job needs and is limited to.",
            job => job.Resources, (job, value) => job with { Resources = value })
        .Optional("network", new ChoiceKind<JobNetwork>(new("none", JobNetwork.None), new("egress", JobNetwork.Egress)),
            "none reaches nothing; egress reaches public addresses only.",
            job => job.Network, (job, value) => job with { Network = value })
        .Optional("timeout", SpecKinds.Duration(JobLimits.MinTimeout, JobLimits.MaxTimeout), "Longest run of one attempt.",
            job => job.Timeout, (job, value) => job with { Timeout = value },
            $"{DurationText.Format(JobDefaults.BatchTimeout)} for batch, {DurationText.Format(JobDefaults.ServiceTimeout)} for service")
        .Optional("retries", new IntegerKind(0, JobLimits.MaxRetries),
            "Further attempts after the job failed by its own fault; faults of host and network do not count.",
            job => job.Retries, (job, value) => job with { Retries = value })
        .Optional("checkpoint", PolicyFields.Checkpoint,
            "How progress is saved, so that another attempt goes on from there. Left out: not at all.",
            job => job.Checkpoint, (job, value) => job with { Checkpoint = value })
        .Optional("inputs", SpecKinds.Inputs, "Files put into the container before it starts: path to content hash.",
            job => job.Inputs, (job, value) => job with { Inputs = value })
        .Optional("outputs", SpecKinds.Outputs,
            "Files, or directories with all in them, collected when the process has ended. What is not taken (a link, a device, a name "
                + "that is not UTF-8, nothing there) is in `job show` with its reason.",
            job => job.Outputs, (job, value) => job with { Outputs = value }));

    private static BlockBuilder<JobSpec> Policies(BlockBuilder<JobSpec> block) => block
        .Optional("verification", PolicyFields.Verification, "How the result can be checked.",
            job => job.Verification, (job, value) => job with { Verification = value })
        .Optional("service", PolicyFields.Service, "Where a service answers; required for kind: service, and only allowed there.",
            job => job.Service, (job, value) => job with { Service = value })
        .Optional("price", PolicyFields.Price, "The most to pay. Left out: any price.",
            job => job.Price, (job, value) => job with { Price = value })
        .Optional("disconnectGrace", SpecKinds.Duration(JobLimits.MinDisconnectGrace, JobLimits.MaxDisconnectGrace),
            "How long the job may run on when its node lost the scheduler. Left out: it is stopped before its lease expires.",
            job => job.DisconnectGrace, (job, value) => job with { DisconnectGrace = value })
        .Optional("stopGrace", SpecKinds.Duration(TimeSpan.Zero, JobLimits.MaxStopGrace),
            "Time between SIGTERM and SIGKILL when the job is stopped.",
            job => job.StopGrace, (job, value) => job with { StopGrace = value });
}
