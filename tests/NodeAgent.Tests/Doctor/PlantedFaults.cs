using DePin.Attestation;
using DePin.Attestation.Keystores;
using DePin.Benchmark.Gpus;
using DePin.NodeAgent.Attempts.Room;
using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Containers.Egress;
using DePin.NodeAgent.Doctor;
using DePin.NodeAgent.Owner;
using DePin.NodeAgent.Tests.Owner;
using static DePin.NodeAgent.Tests.Doctor.SoundMachine;

namespace DePin.NodeAgent.Tests.Doctor;

/// <summary>What can be wrong with an owner's machine, one thing at a time.</summary>
internal static class PlantedFaults
{
    private static readonly DateTimeOffset _now = DateTimeOffset.FromUnixTimeMilliseconds(SampleSnapshot.Now);

    private static SchedulerSight.Answers Answer => (SchedulerSight.Answers)Facts.Scheduler;

    public static IEnumerable<PlantedFault> All() => OfConfiguration().Concat(OfKey()).Concat(OfScheduler()).Concat(OfEngine())
        .Concat(OfGpus()).Concat(OfMachine());

    private static IEnumerable<PlantedFault> OfConfiguration()
    {
        yield return Fails("no configuration", Facts with { Configuration = null }, "configuration", "depin-node setup");
        yield return Fails(
            "a mistake in it", Facts with { Configuration = Read(Yaml + "\nlogLevel: loud") }, "configuration", "write one of");
        yield return Fails(
            "others may write it", Facts with { ConfigurationFile = Facts.ConfigurationFile with { Mode = (UnixFileMode)0x1B6 } },
            "configuration-mode", "chmod go-w /etc/depin/node.yaml");
        yield return Warns(
            "paid to itself", Facts with { Key = new KeySight.Opens(Address.Parse("0x00000000000000000000000000000000000000bb")) },
            "beneficiary", "an account whose key is elsewhere");
        yield return Warns(
            "plain http", Facts with
            {
                Configuration = Read(Yaml.Replace("https", "http", StringComparison.Ordinal)
                .Replace(", chainId", ", allowHttp: true, chainId", StringComparison.Ordinal))
            },
            "certificate", "Write https://");
    }

    private static IEnumerable<PlantedFault> OfKey()
    {
        yield return Fails(
            "an open state directory", Facts with { StateDirectory = Facts.StateDirectory! with { Mode = (UnixFileMode)0x1ED } },
            "state-directory", "chmod 700 /var/lib/depin-node");
        yield return Warns(
            "no state directory", Facts with { StateDirectory = Facts.StateDirectory! with { Mode = null } },
            "state-directory", "install -d -m 700");
        yield return Fails(
            "an open key", Facts with { KeyFile = Facts.KeyFile! with { Mode = (UnixFileMode)0x1A4 } }, "key-mode", "chmod 600");
        yield return Fails(
            "an open password", Facts with { PasswordFile = Facts.PasswordFile! with { Mode = (UnixFileMode)0x1A4 } },
            "key-password", "chmod 600 /etc/depin/password");
        yield return Fails(
            "no password", Facts with { PasswordFile = Facts.PasswordFile! with { Mode = null } }, "key-password", "install -m 600");
        yield return Warns(
            "a plain key", Facts with
            {
                Configuration = Read(Yaml.Replace(
                "passwordFile: /etc/depin/password", "plain: true", StringComparison.Ordinal))
            },
            "key-password", "depin-node wallet import");
        yield return Fails(
            "a wrong password", Facts with { Key = new KeySight.Refuses(KeyFileProblem.WrongPassword, "the password is wrong") },
            "key", "right password");
        yield return Fails(
            "a damaged key", Facts with { Key = new KeySight.Refuses(KeyFileProblem.Corrupt, "it is no JSON") }, "key", "the backup of");
        yield return Warns("no key yet", Facts with { Key = new KeySight.None() }, "key", "depin-node wallet create");
    }

    private static IEnumerable<PlantedFault> OfScheduler()
    {
        yield return Fails("a name nobody knows", Facts with { Name = new NameSight.Unknown("no such host") }, "dns", "resolvectl status");
        yield return Fails(
            "no way there", Facts with { Scheduler = new SchedulerSight.Unreachable("connection refused") },
            "scheduler", "curl -v https://scheduler.example/health");
        yield return Fails(
            "a refusal", Facts with { Scheduler = new SchedulerSight.Refuses("unknown node") },
            "scheduler", "ask the scheduler's operator");
        yield return Fails(
            "an expired certificate", Facts with { Scheduler = Bad(expired: true, wrongName: false) }, "certificate", "timedatectl");
        yield return Fails(
            "another's certificate", Facts with { Scheduler = Bad(expired: false, wrongName: true) }, "certificate", "into scheduler.url");
        yield return Fails(
            "an unknown authority", Facts with { Scheduler = Bad(expired: false, wrongName: false) },
            "certificate", "update-ca-certificates");
        yield return Warns(
            "a certificate that ends soon", Facts with { Scheduler = Answer with { CertificateEnds = _now + TimeSpan.FromDays(3) } },
            "certificate", "renew it");
        yield return Fails(
            "another scheduler", Facts with { Scheduler = Answer with { Scheduler = SampleSnapshot.Account(9) } },
            "scheduler-key", "scheduler.address");
        yield return Fails(
            "another chain", Facts with { Scheduler = Answer with { ChainId = 2 } }, "scheduler-key", "scheduler.chainId");
        yield return Fails(
            "a clock an hour ahead", Facts with { Scheduler = Answer with { Ahead = TimeSpan.FromHours(1) } },
            "clock", "timedatectl set-ntp true");
        yield return Warns(
            "a clock that drifts", Facts with { Scheduler = Answer with { Ahead = TimeSpan.FromSeconds(-20) } },
            "clock", "timedatectl set-ntp true");
    }

    private static IEnumerable<PlantedFault> OfEngine()
    {
        yield return Fails(
            "no engine", Facts with { Engine = new EngineSight.NoSocket("/run/docker.sock") }, "engine", "apt install docker.io");
        yield return Fails(
            "no right to the engine", Facts with { Engine = new EngineSight.Forbidden("/run/docker.sock", "depin-node") },
            "engine", "usermod -aG docker depin-node");
        yield return Fails(
            "a silent engine", Facts with { Engine = new EngineSight.Silent("/run/docker.sock", "no answer") },
            "engine", "systemctl start docker");
        yield return Fails(
            "no such runtime", Facts with { Engine = With(it => it with { Runtimes = ["crun"] }) }, "runtime", "containers.runtime");
        yield return Fails(
            "no seccomp", Facts with
            {
                Engine = With(it => it with
                {
                    Findings = [new EngineFinding(
                FindingWeight.Blocking, "No seccomp profile.", "Remove 'seccomp-profile'.")]
                })
            },
            "engine", "seccomp-profile");
        yield return Warns(
            "no live-restore",
            Facts with { Engine = With(it => it with { LiveRestore = false, Findings = [EngineFindings.NoLiveRestore] }) },
            "live-restore", "\"live-restore\": true");
        yield return Warns(
            "no egress", Facts with
            {
                Engine = (EngineSight.Answers)Facts.Engine with
                {
                    Egress = new EgressReadiness.Impossible(
                "no chain.", "Let the engine manage iptables.")
                }
            },
            "egress", "manage iptables");
        yield return Fails(
            "no toolkit",
            Facts with { Engine = With(it => it with { Gpu = GpuAccess.None }, it => it with { Toolkit = null, CdiSpecs = [] }) },
            "gpu-containers", "nvidia-container-toolkit");
        yield return Fails(
            "no CDI", Facts with { Engine = With(it => it with { Gpu = GpuAccess.None }, it => it with { CdiSpecs = [] }) },
            "gpu-containers", "nvidia-ctk cdi generate");
        yield return Fails(
            "a GPU that CDI does not name", Facts with { Engine = With(it => it, it => it with { NotInCdi = [Uuid] }) },
            "gpu-containers", "--device-name-strategy=uuid");
        yield return Warns(
            "the daemon-reload trap", Facts with { Engine = With(it => it with { Gpu = GpuAccess.DeviceRequests }) },
            "gpu-containers", "native.cgroupdriver=cgroupfs");
        yield return Warns(
            "a toolkit that lets images out", Facts with { Engine = With(it => it, it => it with { Toolkit = new Version(1, 16, 0) }) },
            "gpu-containers", "Upgrade nvidia-container-toolkit to 1.17.8");
    }

    private static IEnumerable<PlantedFault> OfGpus()
    {
        yield return Fails(
            "no driver", Facts with
            {
                Gpus = new GpuInventory
                {
                    Findings = [new GpuFinding(
                GpuFindingCode.NoDriver, "There is a GPU and no driver.", "Install the driver.")]
                }
            },
            "no_driver", "Install the driver");
        yield return Warns(
            "a link below its best", WithGpu(it => it with { Link = new PcieLink(5, 4, 5, 16) }, new GpuFinding(
                GpuFindingCode.NarrowLink, "connected by 4 of 16 PCIe lanes.", "Seat it anew.", Uuid)),
            "pcie", "Seat it anew");
        yield return Warns(
            "a power cap", WithGpu(it => it with { Power = new GpuPower(90, 350, 700, 200, 700) }),
            "power", $"nvidia-smi -i {Uuid} -pl 700");
        yield return Warns("no persistence", WithGpu(it => it with { Persistence = false }), "persistence", "nvidia-persistenced");
        yield return Fails(
            "a lost GPU", WithGpu(it => it, new GpuFinding(GpuFindingCode.GpuLost, "Xid 79.", "Drain the node and reboot.", Uuid)),
            "gpu_lost", "Drain the node");
    }

    private static IEnumerable<PlantedFault> OfMachine()
    {
        yield return Fails("a full disk", Facts with { EngineDisk = new RoomReading(1L << 30, 1 << 20) }, "disk", "depin-node prune");
        yield return Fails("no files left", Facts with { EngineDisk = new RoomReading(500L << 30, 100) }, "disk", "df -i");
        yield return Warns("little disk", Facts with { EngineDisk = new RoomReading(15L << 30, 1 << 20) }, "disk", "docker system df");
        yield return Warns(
            "no room for outputs", Facts with { StateDisk = new RoomReading(1 << 20, null) }, "state-disk", "stateDirectory");
        yield return Fails(
            "all memory kept back", Facts with { Configuration = Read(Yaml + "\noffer: { reserve: { memory: 64GiB } }") },
            "memory", "offer.reserve.memory");
        yield return Fails(
            "all cores kept back", Facts with { Configuration = Read(Yaml + "\noffer: { reserve: { cpu: 8 } }") },
            "cpu", "offer.reserve.cpu");
        yield return Warns("no shared memory", Facts with { Shm = null }, "shm", "mount -t tmpfs");
        yield return Warns("little shared memory", Facts with { Shm = new RoomReading(1 << 20, null) }, "shm", "remount");
        yield return Warns(
            "no service", Facts with { Service = new ServiceSight.NotRunning("/run/depin-node/api.sock") },
            "service", "systemctl enable --now depin-node");
        NodeStatus status = SampleSnapshot.Of().Status;
        yield return Fails(
            "a service in trouble", Facts with
            {
                Service = new ServiceSight.Runs(
                status with { Engine = new EngineStatus { Available = false }, Next = "Start the engine." })
            },
            "service", "Start the engine.");
    }

    private static SchedulerSight.BadCertificate Bad(bool expired, bool wrongName) =>
        new("scheduler.example", _now, expired, wrongName, "it is not right");

    private static PlantedFault Fails(string name, DoctorFacts facts, string check, string fix) =>
        new(name, facts, check, CheckStatus.Fail, fix);

    private static PlantedFault Warns(string name, DoctorFacts facts, string check, string fix) =>
        new(name, facts, check, CheckStatus.Warn, fix);
}
