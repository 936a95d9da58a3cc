using System.Text;
using DePin.Attestation;
using DePin.Benchmark.Gpus;
using DePin.Benchmark.Machine;
using DePin.NodeAgent.Attempts.Room;
using DePin.NodeAgent.Configuration;
using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Containers.Egress;
using DePin.NodeAgent.Doctor;
using DePin.NodeAgent.Gpus;
using DePin.NodeAgent.Tests.Owner;

namespace DePin.NodeAgent.Tests.Doctor;

/// <summary>A machine with nothing to mend, into which tests plant faults.</summary>
internal static class SoundMachine
{
    public const string Uuid = "GPU-3b0f1c52-9d7e-4a5e-8c11-0a1b2c3d4e5f";

    public const string Yaml = """
        scheduler: { url: "https://scheduler.example", address: "0x00000000000000000000000000000000000000c0", chainId: 1 }
        beneficiary: 0x00000000000000000000000000000000000000bb
        key: { passwordFile: /etc/depin/password }
        """;

    public static Address Scheduler { get; } = Address.Parse("0x00000000000000000000000000000000000000c0");

    public static EngineDescription Engine { get; } = new()
    {
        Product = "Docker 28.2.2",
        ApiVersion = "1.49",
        Architecture = "x86_64",
        StorageDriver = "overlay2",
        DataRoot = "/var/lib/docker",
        CgroupVersion = 2,
        DiskQuota = true,
        SwapLimit = true,
        UserNamespace = true,
        LiveRestore = true,
        LogDriver = "local",
        Gpu = GpuAccess.Cdi,
        Runtimes = ["runc"],
        Egress = true,
        Findings = [],
    };

    public static GpuSetup Setup { get; } = new()
    {
        Gpus = [Uuid],
        Systemd = true,
        CgroupDriver = "systemd",
        Runc = new Version(1, 2, 3),
        Toolkit = new Version(1, 17, 8),
        CdiSpecs = ["/etc/cdi/nvidia.yaml"],
    };

    public static Gpu Gpu { get; } = new()
    {
        Uuid = Uuid,
        Address = new PciAddress(0, 0x17, 0),
        Name = "NVIDIA H200",
        Usable = true,
        State = new GpuState
        {
            Link = new PcieLink(1, 16, 5, 16),
            Power = new GpuPower(90, 700, 700, 200, 700),
            Persistence = true,
        },
    };

    public static DoctorFacts Facts { get; } = new()
    {
        User = "depin-node",
        Root = false,
        Now = SampleSnapshot.Now,
        ConfigurationFile = new FileFact("/etc/depin/node.yaml", (UnixFileMode)0x1A0, null),
        Configuration = Read(Yaml),
        KeyFile = new FileFact("/var/lib/depin-node/key.json", (UnixFileMode)0x180, null),
        PasswordFile = new FileFact("/etc/depin/password", (UnixFileMode)0x180, null),
        StateDirectory = new FileFact("/var/lib/depin-node", (UnixFileMode)0x1C0, null),
        Key = new KeySight.Opens(SampleSnapshot.Account(1)),
        Name = new NameSight.Resolves(["192.0.2.7"]),
        Scheduler = new SchedulerSight.Answers
        {
            Scheduler = Scheduler,
            ChainId = 1,
            Contract = SampleSnapshot.Account(7),
            Ahead = TimeSpan.FromMilliseconds(20),
            RoundTrip = TimeSpan.FromMilliseconds(30),
            CertificateEnds = DateTimeOffset.FromUnixTimeMilliseconds(SampleSnapshot.Now) + TimeSpan.FromDays(60),
        },
        Engine = new EngineSight.Answers(Engine, Setup, new EgressReadiness.Ready(), "systemd"),
        Service = new ServiceSight.Runs(SampleSnapshot.Of().Status),
        Gpus = new GpuInventory { Driver = "570.86.15", Cuda = "12.8", Gpus = [Gpu] },
        EngineDisk = new RoomReading(500L << 30, 1 << 20),
        StateDisk = new RoomReading(500L << 30, 1 << 20),
        Shm = new RoomReading(8L << 30, 1 << 20),
        Machine = MachineFactsReader.Read("/") with { Cores = 8, MemoryBytes = 64L << 30, MemoryLimitBytes = null, CpuQuotaCores = null },
    };

    public static NodeOptionsResult Read(string yaml) =>
        NodeOptionsReader.Read(Encoding.UTF8.GetBytes(yaml), "/etc/depin/node.yaml", new Dictionary<string, string>());

    /// <summary>As its engine says, with the findings that follow.</summary>
    public static EngineSight With(Func<EngineDescription, EngineDescription> engine, Func<GpuSetup, GpuSetup>? gpus = null)
    {
        EngineDescription description = engine(Engine);
        GpuSetup setup = (gpus ?? (it => it))(Setup);
        return new EngineSight.Answers(
            description with { Findings = [.. description.Findings, .. GpuFindings.Of(setup, description.Gpu)] },
            setup, new EgressReadiness.Ready(), setup.CgroupDriver);
    }

    public static DoctorFacts WithGpu(Func<GpuState, GpuState> state, params GpuFinding[] findings) => Facts with
    {
        Gpus = Facts.Gpus with { Gpus = [Gpu with { State = state(Gpu.State) }], Findings = findings },
    };
}
