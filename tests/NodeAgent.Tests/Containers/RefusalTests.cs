using System.Diagnostics;
using System.Formats.Tar;
using System.Text;
using DePin.NodeAgent.Containers;

namespace DePin.NodeAgent.Tests.Containers;

/// <summary>
/// Images and commands that provoke the engine and its runtime: each has its culprit, and nobody learns of the machine by it.
/// </summary>
public sealed class RefusalTests
{
    private const int Patience = 120_000;

    /// <summary>A lock of the engine that a pipe held for ever would show as a test that takes minutes.</summary>
    private const int Promptly = 60_000;

    private const UnixFileMode Executable = (UnixFileMode)0x1ED;
    private readonly DockerHarness _harness = new();
    private readonly List<string> _images = [];

    [SetUp]
    public Task Require_an_engine() => TestEngine.RequireAsync();

    [TearDown]
    public async Task Remove_what_was_made()
    {
        await _harness.DisposeAsync();
        foreach (string image in _images)
        {
            await TestCommand.RunAsync($"docker -H unix://{TestEngine.SocketPath} rmi {image}", CancellationToken.None);
        }
    }

    [TestCase("", "/a-directory", TestName = "The program is a directory")]
    [TestCase("", "/not-executable", TestName = "The program is not executable")]
    [TestCase("", "no-such-program", TestName = "The program is in no directory of PATH")]
    [TestCase("", "no space left on device", TestName = "The program is called as a full disk is")]
    [TestCase("", "x: no space left on device", TestName = "The program is called as a full disk is, with a colon")]
    [TestCase("", "no such container", TestName = "The program is called as a container that is gone")]
    [TestCase("", "container x is not running", TestName = "The program is called as a dead sandbox is")]
    [TestCase("", "container init was oom-killed", TestName = "The program is called as too little memory is")]
    [TestCase("WORKDIR /a-file", "/bin/true", TestName = "The working directory is a file")]
    [TestCase("WORKDIR /a-file/below", "/bin/true", TestName = "The working directory lies below a file")]
    [TestCase("WORKDIR /endless", "/bin/true", TestName = "The working directory is a link to itself")]
    [TestCase("WORKDIR /descriptors/8", "/bin/true", TestName = "The working directory is a descriptor, through a link")]
    [TestCase("WORKDIR /proc/self/fd/7", "/bin/true", TestName = "The working directory is a descriptor")]
    [TestCase("WORKDIR /sys/nowhere", "/bin/true", TestName = "The working directory would be the kernel's")]
    [TestCase("USER nobody-of-that-name", "/bin/true", TestName = "The user does not exist")]
    [TestCase("USER 0:nobodies", "/bin/true", TestName = "The group does not exist")]
    [TestCase("USER 99999999999", "/bin/true", TestName = "The user is no number the kernel has")]
    [TestCase("VOLUME /a-file", "/bin/true", TestName = "A volume lies over a file")]
    [TestCase("VOLUME /endless", "/bin/true", TestName = "A volume lies over a link to itself")]
    [TestCase("VOLUME /proc/volume", "/bin/true", TestName = "A volume lies over what is the kernel's")]
    [CancelAfter(Patience)]
    public async Task What_fails_under_a_contract_that_the_control_runs_under_is_the_jobs(
        string change, string program, CancellationToken token)
    {
        (string reason, Blame blame, string? shown) = await RefusalAsync(change, program, token);

        Assert.That(blame, Is.EqualTo(Blame.Job), reason);
        AssertTellsNothing(shown!);
        Assert.That(
            (await _harness.Engine.Containers.ListAsync(ContainerLabels.OfNode(_harness.Node), token)).Select(item => item.EngineName),
            Has.None.StartsWith("depin-control-"));
    }

    [TestCase("passwd", TarEntryType.Directory)]
    [TestCase("passwd", TarEntryType.Fifo)]
    [TestCase("group", TarEntryType.Fifo)]
    [CancelAfter(Promptly)]
    public async Task An_image_with_a_file_of_users_that_is_none_is_the_jobs_and_can_be_removed(
        string file, TarEntryType type, CancellationToken token)
    {
        (string reason, Blame blame, string? shown) = await RefusalAsync(
            "", "/bin/true", token, new PaxTarEntry(type, $"etc/{file}") { Mode = Executable });

        Assert.That(blame, Is.EqualTo(Blame.Job), reason);
        AssertTellsNothing(shown!);
    }

    [Test, CancelAfter(Promptly)]
    public async Task A_pipe_behind_a_link_is_found(CancellationToken token)
    {
        (string reason, Blame blame, _) = await RefusalAsync(
            "", "/bin/true", token,
            new PaxTarEntry(TarEntryType.Fifo, "pipe"), new PaxTarEntry(TarEntryType.SymbolicLink, "etc/passwd") { LinkName = "/pipe" });

        Assert.That(blame, Is.EqualTo(Blame.Job), reason);
    }

    [TestCase("/bad-interpreter")]
    [TestCase("/other-machine")]
    [TestCase("/garbage")]
    [CancelAfter(Patience)]
    public async Task What_the_kernel_refuses_to_run_ends_with_an_error_of_its_own(string program, CancellationToken token)
    {
        ContainerSpec spec = _harness.Spec("", await ImageAsync("", [])) with { Command = [program] };
        await _harness.Runtime.CreateAsync(spec, token);

        StartOutcome outcome = await _harness.Runtime.StartAsync(spec.Name, token);

        // Newer runtimes refuse the start, older ones start and end: the job's either way.
        if (outcome is StartOutcome.Refused refused)
        {
            Assert.That(refused.Blame, Is.EqualTo(Blame.Job), $"{refused}");
            return;
        }

        Assert.That(await _harness.Runtime.WaitAsync(spec.Name, token), Is.InstanceOf<ContainerState.Exited>()
            .With.Property(nameof(ContainerState.Exited.ExitCode)).Not.Zero);
    }

    [Test, CancelAfter(Patience)]
    public async Task Arguments_beyond_what_the_kernel_takes_and_odd_bytes_are_the_jobs(CancellationToken token)
    {
        ContainerSpec many = _harness.Spec("") with { Command = ["/bin/true", .. Enumerable.Repeat(new string('a', 100_000), 40)] };
        ContainerSpec odd = _harness.Spec("") with
        {
            Command = ["/bin/true"],
            Environment = new Dictionary<string, string> { ["ODD"] = "\u0001\u001b[2J\ufffd\n\u2028" },
        };
        foreach (ContainerSpec spec in new[] { many, odd })
        {
            CreateOutcome created = await _harness.Runtime.CreateAsync(spec, token);
            StartOutcome started = await _harness.Runtime.StartAsync(spec.Name, token);
            Assert.That((created as CreateOutcome.Refused)?.Blame ?? Blame.Job, Is.EqualTo(Blame.Job), $"{created}");
            Assert.That((started as StartOutcome.Refused)?.Blame ?? Blame.Job, Is.EqualTo(Blame.Job), $"{started}");
        }
    }

    [Test, CancelAfter(Patience)]
    public async Task What_the_control_cannot_do_either_is_the_machines(CancellationToken token)
    {
        ContainerSpec spec = _harness.Spec("exit 0");
        spec = spec with { Limits = spec.Limits with { CpuMillicores = 1_000_000 } };

        var refused = (CreateOutcome.Refused)await _harness.Runtime.CreateAsync(spec, token);

        Assert.That(refused.Blame, Is.EqualTo(Blame.Host), refused.Reason);
    }

    private static void AssertTellsNothing(string shown) => Assert.That(
        shown,
        Does.Not.Contain("/var/lib").And.Not.Contain("overlay2").And.Not.Match("[0-9a-f]{12}").And.Not.Match(@"/proc/self/fd/\d+\)"));

    /// <summary>Creates and starts it; it must be refused on the way.</summary>
    private async Task<(string Reason, Blame Blame, string? Shown)> RefusalAsync(
        string change, string program, CancellationToken token, params TarEntry[] extra)
    {
        ContainerSpec spec = _harness.Spec("", await ImageAsync(change, extra)) with { Command = [program] };
        if (await _harness.Runtime.CreateAsync(spec, token) is CreateOutcome.Refused atCreate)
        {
            return (atCreate.Reason, atCreate.Blame, atCreate.Shown);
        }

        var refused = (StartOutcome.Refused)await _harness.Runtime.StartAsync(spec.Name, token);
        return (refused.Reason, refused.Blame, refused.Shown);
    }

    private async Task<EngineImage> ImageAsync(string change, TarEntry[] extra)
    {
        string name = $"depin-test/refused:{Guid.NewGuid():N}";
        string file = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{Guid.NewGuid():N}.tar");
        await File.WriteAllBytesAsync(file, TestEngine.BusyboxLayer(
        [
            new PaxTarEntry(TarEntryType.Directory, "a-directory/") { Mode = Executable },
            Entry("a-file", "x", UnixFileMode.UserRead), Entry("not-executable", "x", UnixFileMode.UserRead),
            Entry("bad-interpreter", "#!/no/such/interpreter\n", Executable), Entry("garbage", "garbage", Executable),
            // An ELF header for a 64-bit ARM.
            Entry(
                "other-machine",
                $"\u007fELF\u0002\u0001\u0001{new string('\0', 9)}\u0002\0\u00b7\0\u0001{new string('\0', 99)}",
                Executable),
            new PaxTarEntry(TarEntryType.SymbolicLink, "endless") { LinkName = "endless" },
            new PaxTarEntry(TarEntryType.SymbolicLink, "descriptors") { LinkName = "/proc/self/fd" },
            .. extra,
        ]));
        string[] changes = change.Length == 0 ? [] : ["-c", change];
        ProcessStartInfo import = new("docker", ["-H", $"unix://{TestEngine.SocketPath}", "import", .. changes, file, name])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(import)!;
        string errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        File.Delete(file);
        Assert.That(process.ExitCode, Is.Zero, errors);
        _images.Add(name);
        return EngineImage.Parse(name);
    }

    private static PaxTarEntry Entry(string name, string content, UnixFileMode mode) =>
        new(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.Latin1.GetBytes(content)), Mode = mode };
}
