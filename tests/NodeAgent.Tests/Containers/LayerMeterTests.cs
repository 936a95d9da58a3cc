using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Containers.Disk;

namespace DePin.NodeAgent.Tests.Containers;

/// <summary>What a job has on the disk, however it hides it, on a real engine. Needs a user who may look: root, as tests run.</summary>
public sealed class LayerMeterTests
{
    private const int Patience = 120_000;
    private const long Mebibyte = 1 << 20;
    private readonly DockerHarness _harness = new();

    [SetUp]
    public async Task Require_an_engine()
    {
        await TestEngine.RequireAsync();
        if (!Environment.IsPrivilegedProcess)
        {
            Assert.Ignore("Only root may look into a container's processes and layer.");
        }
    }

    [TearDown]
    public async Task Remove_what_was_made() => await _harness.DisposeAsync();

    [TestCase("exec 3>/x; dd if=/dev/zero bs=1M count=20 >&3 2>/dev/null; rm /x", 20, TestName = "Held by a descriptor")]
    [TestCase("for i in 1 2 3 4; do exec 3>/x$i; dd if=/dev/zero bs=1M count=5 >&3 2>/dev/null; rm /x$i; sleep 600 & done", 20,
        TestName = "Held by processes, some of them by several, each once")]
    [TestCase("mkdir /b; cp /bin/busybox /b/busybox; dd if=/dev/zero bs=1M count=20 >>/b/busybox 2>/dev/null; /b/busybox sleep 600 & "
        + "sleep 2; rm /b/busybox", 20, TestName = "Held by a running program")]
    [TestCase("exec 3>/dev/shm/x; dd if=/dev/zero bs=1k count=900 >&3 2>/dev/null; rm /dev/shm/x", 0, TestName = "Memory is not disk")]
    [CancelAfter(Patience)]
    public async Task Deleted_files_that_are_held_are_counted_once(string shell, int mebibytes, CancellationToken token)
    {
        DiskUsage usage = await MeasureAsync(shell, token);

        Assert.That(usage.NamelessBytes, Is.InRange(mebibytes * Mebibyte, (mebibytes + 3) * Mebibyte), $"{usage}");
        Assert.That(usage.NamedBytes, Is.LessThan(Mebibyte), $"{usage}");
    }

    [Test, CancelAfter(Patience)]
    public async Task A_neighbours_deleted_files_are_the_neighbours(CancellationToken token)
    {
        await MeasureAsync("exec 3>/x; dd if=/dev/zero bs=1M count=20 >&3 2>/dev/null; rm /x", token);

        Assert.That((await MeasureAsync("true", token)).Bytes, Is.LessThan(Mebibyte));
    }

    [Test, CancelAfter(Patience)]
    public async Task Every_name_counts_whatever_it_is_called_and_however_deep_it_lies(CancellationToken token)
    {
        DiskUsage usage = await MeasureAsync(
            """
            mkdir /d; i=0; while [ $i -lt 1000 ]; do : >/d/$i; i=$((i+1)); done
            touch "/d/$(printf 'a\nb')" "/d/$(printf 'c\377')"
            mkdir "/d/$(printf '\377')"; touch "/d/$(printf '\377')/in-it"
            n=a-directory-with-a-long-name; p=; i=0; while [ $i -lt 120 ]; do p=$p/$n; i=$((i+1)); done
            mkdir -p /1$p /2$p /3$p; dd if=/dev/zero of=/1$p/deep bs=1M count=20 2>/dev/null
            mv /1 /2$p/1; mv /2 /3$p/2
            """, token);

        Assert.That(usage.Files, Is.EqualTo(1 + 1000 + 4 + 3 + 360 + 1), $"{usage}");
        Assert.That(usage.NamedBytes, Is.GreaterThan(20 * Mebibyte));
    }

    [Test, CancelAfter(Patience)]
    public async Task What_an_ended_container_has_is_what_it_left(CancellationToken token)
    {
        ContainerSpec spec = _harness.Spec(
            "exec 3>/x; dd if=/dev/zero bs=1M count=20 >&3 2>/dev/null; rm /x; dd if=/dev/zero of=/y bs=1M count=2");
        await _harness.RunAsync(spec, token);

        DiskUsage usage = (await _harness.Runtime.DiskUsageAsync(spec.Name, token))!;

        Assert.That(usage.NamelessBytes, Is.Zero);
        Assert.That(usage.NamedBytes, Is.InRange(2 * Mebibyte, 3 * Mebibyte));
    }

    [Test, CancelAfter(Patience)]
    public async Task Files_of_the_machine_that_the_engine_mounts_count_as_the_jobs(CancellationToken token)
    {
        DiskUsage usage = await MeasureAsync(
            "for f in hosts hostname resolv.conf; do dd if=/dev/zero of=/etc/$f bs=1M count=7 2>/dev/null; done", token);

        Assert.That(usage.NamedBytes, Is.InRange(20 * Mebibyte, 23 * Mebibyte), $"{usage}");
        Assert.That((await MeasureAsync("true", token)).NamedBytes, Is.LessThan(Mebibyte));
    }

    [TestCase("1 2 3 8", ExpectedResult = 4096L)]
    [TestCase("1 2 3", ExpectedResult = null)]
    [TestCase("1 2 3 -8", ExpectedResult = null)]
    [TestCase("1 2 3 99999999999999999999", ExpectedResult = null)]
    [TestCase("", ExpectedResult = null)]
    public long? A_line_of_find_is_four_numbers(string line) => FoundFile.Parse(line)?.Bytes;

    private async Task<DiskUsage> MeasureAsync(string shell, CancellationToken token)
    {
        // The measured moment is after the deed: what follows is said only then.
        ContainerSpec spec = _harness.Spec($"{shell}\necho ready; while true; do sleep 1; done");
        await _harness.Runtime.CreateAsync(spec, token);
        await _harness.Runtime.StartAsync(spec.Name, token);
        await _harness.Runtime.ReadyAsync(spec.Name, token);
        return (await _harness.Runtime.DiskUsageAsync(spec.Name, token))!;
    }
}
