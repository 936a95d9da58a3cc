using System.Reflection;
using DePin.Attestation;
using DePin.NodeAgent.Configuration;
using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Containers.Contract;
using DePin.NodeAgent.Containers.Engine.Json;
using DePin.Protocol;

namespace DePin.NodeAgent.Tests.Containers;

/// <summary>
/// One test for each clause of the container contract, on the request alone; <see cref="ContainmentTests"/> looks from inside.
/// </summary>
public sealed class ContainerContractTests
{
    private const long MiB = 1 << 20;

    internal static readonly ImageFacts Image = new(
        "sha256:00", new Dictionary<string, Hash32>(), MiB, User: "app", Volumes: [], HasProgram: true);

    internal static readonly ContainerSpec Spec = new()
    {
        Attempt = new AttemptId(Hash32.Sha256("attempt"u8)),
        Epoch = 3,
        SpecDigest = Hash32.Sha256("spec"u8),
        Image = EngineImage.Parse("r.example/a"),
        Limits = new ContainerLimits(CpuMillicores: 2500, 512 * MiB, 64 * MiB, 1024 * MiB, Pids: 100),
    };

    private static readonly Address Node = Address.Parse("0x00000000000000000000000000000000000000aa");

    private static EngineDescription Engine => EngineDescriptions.Docker20;

    [Test]
    public void No_privilege_and_no_capability_is_given()
    {
        HostConfig host = Host(Spec);

        Assert.That(host.Privileged, Is.False);
        Assert.That(host.CapDrop, Is.EqualTo(new[] { "ALL" }));
    }

    [Test]
    public void No_program_gains_privileges_and_the_default_seccomp_profile_stays()
    {
        Assert.That(Host(Spec).SecurityOpt, Is.EqualTo(new[] { "no-new-privileges:true" }));
    }

    [Test]
    public void Request_has_no_field_for_mounts_devices_ports_or_namespaces_of_the_host()
    {
        IEnumerable<PropertyInfo> properties = typeof(HostConfig).GetProperties().Concat(typeof(CreateRequest).GetProperties());
        string[] fields = [.. properties.Select(property => property.Name)];

        Assert.That(fields, Does.Contain("CapDrop"));
        Assert.That(fields, Has.None.AnyOf(
            "Binds", "Mounts", "VolumesFrom", "Volumes", "Devices", "DeviceCgroupRules", "CapAdd", "PidMode", "UTSMode", "UsernsMode",
            "PortBindings", "ExposedPorts", "Links", "GroupAdd", "Sysctls", "MaskedPaths", "ReadonlyPaths", "User", "ExtraHosts",
            "CgroupParent"));
    }

    [Test]
    public void Namespaces_are_the_containers_own()
    {
        HostConfig host = Host(Spec);

        Assert.That(host.IpcMode, Is.EqualTo("private"));
        Assert.That(host.CgroupnsMode, Is.EqualTo("private"));
        Assert.That(host.PublishAllPorts, Is.False);
    }

    [Test]
    public void Memory_is_held_without_swap()
    {
        HostConfig host = Host(Spec);

        Assert.That(host.Memory, Is.EqualTo(512 * MiB));
        Assert.That(host.MemorySwap, Is.EqualTo(host.Memory));
        Assert.That(host.OomKillDisable, Is.False);
        Assert.That(host.OomScoreAdj, Is.Positive, "the job dies of memory before the agent");
    }

    [Test]
    public void Processor_time_processes_and_shared_memory_are_held()
    {
        HostConfig host = Host(Spec);

        Assert.That(host.NanoCpus, Is.EqualTo(2_500_000_000));
        Assert.That(host.PidsLimit, Is.EqualTo(100));
        Assert.That(host.ShmSize, Is.EqualTo(64 * MiB));
    }

    [Test]
    public void Core_dumps_files_and_descriptors_are_held()
    {
        Assert.That(Host(Spec).Ulimits, Is.EqualTo(new Ulimit[]
        {
            new("core", 0, 0), new("fsize", 1024 * MiB, 1024 * MiB), new("nofile", 16384, 16384),
        }));
    }

    [Test]
    public void Disk_is_a_quota_where_the_engine_has_them()
    {
        Dictionary<string, string> quota = new() { ["size"] = "1073741824" };

        Assert.That(Host(Spec, Engine with { DiskQuota = true }).StorageOpt, Is.EqualTo(quota));
        Assert.That(Host(Spec, Engine with { DiskQuota = false }).StorageOpt, Is.Null);
    }

    [Test]
    public void Root_is_read_only_where_the_job_has_no_disk_and_only_tmp_is_writable()
    {
        HostConfig host = Host(Spec with { Limits = Spec.Limits with { DiskBytes = 0 } }, Engine with { DiskQuota = true });

        Assert.That(host.ReadonlyRootfs, Is.True);
        Assert.That(host.StorageOpt, Is.Null);
        Assert.That(host.Tmpfs, Is.EqualTo(new Dictionary<string, string> { ["/tmp"] = "rw,exec,nosuid,nodev,mode=1777,size=268435456" }));
        Assert.That(host.Ulimits!.Single(limit => limit.Name == "fsize").Hard, Is.EqualTo(512 * MiB));
    }

    [Test]
    public void Root_is_writable_where_the_job_has_a_disk()
    {
        Assert.That(Host(Spec).ReadonlyRootfs, Is.False);
        Assert.That(Host(Spec).Tmpfs, Is.Null);
    }

    [Test]
    public void Volumes_of_the_image_are_memory_and_not_unmeasured_disk()
    {
        CreateRequest request = Apply(Spec, Engine, Image with { Volumes = ["/data", "/cache"] });

        Assert.That(request.HostConfig.Tmpfs!.Keys, Is.EquivalentTo(new[] { "/data", "/cache" }));
        Assert.That(request.HostConfig.Tmpfs.Values, Has.All.Contains("nosuid,nodev").And.All.Contains("size=268435456"));
    }

    [Test]
    public void Network_is_the_one_prepared_and_resolvers_are_public_only_with_egress()
    {
        CreateRequest sandboxed = ContainerContract.Apply(Spec, Image, Engine, "container:abc", Node);
        CreateRequest bridged = ContainerContract.Apply(Spec with { Network = NetworkAccess.Egress }, Image, Engine, "dpn-x", Node);

        Assert.That((sandboxed.HostConfig.NetworkMode, sandboxed.Hostname), Is.EqualTo(("container:abc", (string?)null)));
        Assert.That(sandboxed.HostConfig.Dns, Is.Null);
        Assert.That((bridged.HostConfig.NetworkMode, bridged.Hostname), Is.EqualTo(("dpn-x", "job")));
        Assert.That(bridged.HostConfig.Dns, Is.EqualTo(new[] { "1.1.1.1", "9.9.9.9" }));
    }

    [Test]
    public void Job_without_gpus_sees_none_whatever_its_image_and_its_environment_say()
    {
        Dictionary<string, string> environment = new() { ["NVIDIA_VISIBLE_DEVICES"] = "all", ["B"] = "2", ["A"] = "1" };
        CreateRequest request = Apply(Spec with { Environment = environment });

        Assert.That(request.Env, Is.EqualTo(new[] { "A=1", "B=2", "NVIDIA_VISIBLE_DEVICES=void" }));
        Assert.That(request.HostConfig.DeviceRequests, Is.Null);
    }

    [Test]
    public void Leased_gpus_are_given_by_cdi_name_first()
    {
        CreateRequest request = Apply(Spec with { Gpus = ["GPU-a", "GPU-b"] }, Engine with { Gpu = GpuAccess.Cdi });
        DeviceRequest devices = request.HostConfig.DeviceRequests!.Single();

        Assert.That(devices.Driver, Is.EqualTo("cdi"));
        Assert.That(devices.DeviceIDs, Is.EqualTo(new[] { "nvidia.com/gpu=GPU-a", "nvidia.com/gpu=GPU-b" }));
        Assert.That(devices.Capabilities, Is.Null);
        Assert.That(request.Env, Does.Contain("NVIDIA_VISIBLE_DEVICES=void"));
    }

    [Test]
    public void Leased_gpus_are_given_by_uuid_to_the_nvidia_driver_where_there_is_no_cdi()
    {
        CreateRequest request = Apply(Spec with { Gpus = ["GPU-a", "GPU-b"] }, Engine with { Gpu = GpuAccess.DeviceRequests });
        DeviceRequest devices = request.HostConfig.DeviceRequests!.Single();

        Assert.That(devices.Driver, Is.EqualTo("nvidia"));
        Assert.That(devices.DeviceIDs, Is.EqualTo(new[] { "GPU-a", "GPU-b" }));
        Assert.That(devices.Capabilities!.Single(), Does.Contain("gpu"));
        Assert.That(request.Env, Does.Contain("NVIDIA_VISIBLE_DEVICES=GPU-a,GPU-b"));
    }

    [Test]
    public void Log_is_kept_exactly_and_bounded()
    {
        LogConfig log = Host(Spec).LogConfig!;

        Assert.That(log.Type, Is.EqualTo("local"));
        Assert.That(log.Config, Is.EqualTo(new Dictionary<string, string>
        {
            ["max-size"] = "268435456",
            ["max-file"] = "2",
            ["compress"] = "false",
        }));
    }

    [Test]
    public void Engine_neither_restarts_nor_removes_nor_wraps_the_job()
    {
        HostConfig host = Host(Spec);

        Assert.That(host.RestartPolicy, Is.EqualTo(new RestartPolicy("no")));
        Assert.That(host.AutoRemove, Is.False);
        Assert.That(host.Init, Is.False);
        Assert.That(Apply(Spec).Healthcheck!.Test, Is.EqualTo(new[] { "NONE" }));
    }

    [Test]
    public void Command_is_exactly_what_runs()
    {
        Assert.That(Apply(Spec with { Command = ["python", "-c", "a b"] }).Entrypoint, Is.EqualTo(new[] { "python", "-c", "a b" }));
        Assert.That(Apply(Spec).Entrypoint, Is.Null);
    }

    [Test]
    public void Labels_say_whose_it_is()
    {
        Assert.That(Apply(Spec).Labels, Is.EqualTo(new Dictionary<string, string>
        {
            ["depin.node"] = Node.ToString(),
            ["depin.attempt"] = Spec.Attempt.ToString(),
            ["depin.epoch"] = "3",
            ["depin.spec"] = Spec.SpecDigest.ToString(),
        }));
    }

    [Test]
    public void Stop_signal_is_the_specifications_or_the_images()
    {
        Assert.That(Apply(Spec with { StopSignal = ContainerSignal.User1 }).StopSignal, Is.EqualTo("10"));
        Assert.That(Apply(Spec).StopSignal, Is.Null);
    }

    [Test]
    public void Runtime_is_named_so_that_the_engines_default_does_not_matter()
    {
        EngineDescription both = Engine with { Runtimes = ["nvidia", "runc", "runsc"] };

        Assert.That(Host(Spec, both).Runtime, Is.EqualTo("runc"));
        Assert.That(Host(Spec with { Runtime = ContainerRuntime.Runsc }, both).Runtime, Is.EqualTo("runsc"));
        Assert.That(Host(Spec, Engine with { Runtimes = ["crun"] }).Runtime, Is.Null, "Podman");
    }

    private static CreateRequest Apply(ContainerSpec spec, EngineDescription? engine = null, ImageFacts? image = null) =>
        ContainerContract.Apply(spec, image ?? Image, engine ?? Engine, "none", Node);

    private static HostConfig Host(ContainerSpec spec, EngineDescription? engine = null) => Apply(spec, engine).HostConfig;
}
