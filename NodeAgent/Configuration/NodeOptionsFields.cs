using DePin.Protocol.Jobs;
using DePin.Protocol.Jobs.Fields;

namespace DePin.NodeAgent.Configuration;

/// <summary>The table of the configuration's keys; the names of the variables come from it too.</summary>
internal static class NodeOptionsFields
{
    private static readonly ByteSize _largest = ByteSize.FromGibibytes(1024 * 1024);

    private static readonly ByteSize _smallestImage = ByteSize.FromMebibytes(1);

    private static readonly BlockKind<SchedulerEndpoint> _scheduler = new BlockBuilder<SchedulerEndpoint>(NodeDocument.NoScheduler)
        .Required("url", NodeOptionsKinds.WebAddress, "where the scheduler answers, such as https://scheduler.example",
            it => it.Url, (it, value) => it with { Url = value })
        .Optional("address", NodeOptionsKinds.Account, "The only scheduler's key to work for.",
            it => it.Address, (it, value) => it with { Address = value })
        .Optional("chainId", NodeOptionsKinds.ChainId, "The only chain to sign for.",
            it => it.ChainId, (it, value) => it with { ChainId = value })
        .Optional("verifyingContract", NodeOptionsKinds.Account, "The only contract to sign for.",
            it => it.VerifyingContract, (it, value) => it with { VerifyingContract = value })
        .Optional("allowHttp", NodeOptionsKinds.Flag, "Allow plain http beyond loopback.",
            it => it.AllowHttp, (it, value) => it with { AllowHttp = value })
        .Build();

    private static readonly BlockKind<KeyDocument> _key = new BlockBuilder<KeyDocument>(new KeyDocument())
        .Optional("file", NodeOptionsKinds.Path, "The key's file.",
            it => it.File, (it, value) => it with { File = value })
        .Optional("passwordFile", NodeOptionsKinds.Path, "The file with the keystore's password.",
            it => it.PasswordFile, (it, value) => it with { PasswordFile = value })
        .Optional("passwordCredential", NodeOptionsKinds.Credential, "The systemd credential with the keystore's password.",
            it => it.PasswordCredential, (it, value) => it with { PasswordCredential = value })
        .Optional("plain", NodeOptionsKinds.Flag, "Keep the key without a password, protected by its file's mode alone.",
            it => it.Plain, (it, value) => it with { Plain = value })
        .Build();

    private static readonly BlockKind<OfferOptions> _reserve = new BlockBuilder<OfferOptions>(new OfferOptions())
        .Optional("cpu", NodeOptionsKinds.Cores, "Cores kept back.",
            it => new CpuCores(it.ReserveCpuMillicores), (it, value) => it with { ReserveCpuMillicores = (int)value.Millicores })
        .Optional("memory", SpecKinds.Size(default, _largest), "Memory kept back.",
            it => new ByteSize(it.ReserveMemoryBytes), (it, value) => it with { ReserveMemoryBytes = value.Bytes })
        .Optional("disk", SpecKinds.Size(default, _largest), "Disk kept free.",
            it => new ByteSize(it.ReserveDiskBytes), (it, value) => it with { ReserveDiskBytes = value.Bytes })
        .Build();

    private static readonly BlockKind<OfferOptions> _offer = new BlockBuilder<OfferOptions>(new OfferOptions())
        .Optional("reserve", _reserve, "What is kept back.",
            it => it, (it, value) => value with { MaxJobs = it.MaxJobs, Egress = it.Egress })
        .Optional("maxJobs", new IntegerKind(1, NodeOptionsRules.MaxJobs), "Attempts at once.",
            it => it.MaxJobs, (it, value) => it with { MaxJobs = value })
        .Optional("egress", NodeOptionsKinds.Flag, "Offer jobs a way out to public addresses.",
            it => it.Egress, (it, value) => it with { Egress = value })
        .Build();

    private static readonly BlockKind<ContainerOptions> _containers = new BlockBuilder<ContainerOptions>(new ContainerOptions())
        .Optional("socket", NodeOptionsKinds.SocketPath, "The Docker Engine API's socket.",
            it => it.Socket, (it, value) => it with { Socket = value })
        .Optional("runtime", NodeOptionsKinds.Runtime, "The OCI runtime of every job.",
            it => it.Runtime, (it, value) => it with { Runtime = value })
        .Optional("sandboxes", new IntegerKind(0, NodeOptionsRules.MaxSandboxes), "Network sandboxes kept ready.",
            it => it.Sandboxes, (it, value) => it with { Sandboxes = value })
        .Optional("allowRegistries", NodeOptionsKinds.Registries,
            "Registries that jobs' images may come from though not at a public address.",
            it => it.AllowRegistries, (it, value) => it with { AllowRegistries = value })
        .Optional("maxImage", SpecKinds.Size(_smallestImage, _largest), "The largest image that is taken.",
            it => new ByteSize(it.MaxImageBytes), (it, value) => it with { MaxImageBytes = value.Bytes })
        .Optional("imageCache", SpecKinds.Size(default, _largest), "What images that no job uses may have together.",
            it => it.ImageCacheBytes is { } bytes ? new ByteSize(bytes) : null, (it, value) => it with { ImageCacheBytes = value.Bytes })
        .Build();

    private static readonly BlockKind<GpuOptions> _gpus = new BlockBuilder<GpuOptions>(new GpuOptions())
        .Optional("acceptSimulated", NodeOptionsKinds.Flag, "Ask a simulated GPU driver too, for tests.",
            it => it.AcceptSimulated, (it, value) => it with { AcceptSimulated = value })
        .Optional("standIn", SpecKinds.Size(default, _largest), "Offer the processor as a GPU with this much memory, for tests.",
            it => new ByteSize(it.StandInBytes), (it, value) => it with { StandInBytes = value.Bytes })
        .Build();

    public static readonly BlockKind<NodeDocument> Root = new BlockBuilder<NodeDocument>(new NodeDocument())
        .Required("scheduler", _scheduler, "{ url: https://… }, the scheduler to work for",
            it => it.Scheduler, (it, value) => it with { Scheduler = value })
        .Required("beneficiary", NodeOptionsKinds.Account, "0x…, the account that is paid for this node's work",
            it => it.Beneficiary, (it, value) => it with { Beneficiary = value })
        .Optional("stateDirectory", NodeOptionsKinds.Path, "Journal, key and measurements.",
            it => it.StateDirectory, (it, value) => it with { StateDirectory = value })
        .Optional("socket", NodeOptionsKinds.SocketPath, "The socket that the owner's commands ask.",
            it => it.Socket, (it, value) => it with { Socket = value })
        .Optional("key", _key, "The node's signing key.",
            it => it.Key, (it, value) => it with { Key = value })
        .Optional("offer", _offer, "What is offered, and what is kept back.",
            it => it.Offer, (it, value) => it with { Offer = value })
        .Optional("containers", _containers, "How jobs are run.",
            it => it.Containers, (it, value) => it with { Containers = value })
        .Optional("gpus", _gpus, "How GPUs are looked at.",
            it => it.Gpus, (it, value) => it with { Gpus = value })
        .Optional("logLevel", NodeOptionsKinds.Level, "The least severe message that is logged.",
            it => it.LogLevel, (it, value) => it with { LogLevel = value })
        .Build();
}
