using System.Text;
using DePin.NodeAgent.Containers;

namespace DePin.NodeAgent.Tests.Containers;

/// <summary>The container contract as a job sees it from inside, on a real engine.</summary>
public sealed class ContainmentTests
{
    private const int Patience = 120_000;
    private readonly DockerHarness _harness = new();

    [SetUp]
    public Task Require_an_engine() => TestEngine.RequireAsync();

    [TearDown]
    public async Task Remove_what_was_made() => await _harness.DisposeAsync();

    [Test, CancelAfter(Patience)]
    public async Task Process_has_no_capability_cannot_gain_one_and_is_filtered(CancellationToken token)
    {
        string log = await SayAsync("cat /proc/self/status", token);

        Assert.That(log, Does.Contain("CapInh:\t0000000000000000"));
        Assert.That(log, Does.Contain("CapPrm:\t0000000000000000"));
        Assert.That(log, Does.Contain("CapEff:\t0000000000000000"));
        Assert.That(log, Does.Contain("CapBnd:\t0000000000000000"));
        Assert.That(log, Does.Contain("CapAmb:\t0000000000000000"));
        Assert.That(log, Does.Contain("NoNewPrivs:\t1"));
        Assert.That(log, Does.Contain("Seccomp:\t2"));
    }

    [Test, CancelAfter(Patience)]
    public async Task Kernel_settings_and_devices_are_out_of_reach(CancellationToken token)
    {
        string log = await SayAsync(
            """
            for path in /proc/sys/kernel/hostname /proc/sysrq-trigger /sys/kernel/uevent_helper \
                /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/cgroup.procs /sys/fs/cgroup/memory/cgroup.procs \
                /dev/vda /dev/sda /dev/mem /dev/kmsg; do
              (echo 1 >$path) 2>/dev/null && echo "wrote $path"
              rm $path 2>/dev/null
            done
            for path in /proc/kcore /proc/keys /proc/timer_list; do head -c 1 $path 2>/dev/null; done | wc -c
            mount -t tmpfs none /tmp 2>/dev/null && echo mounted
            ls /var/run/docker.sock /run/docker.sock 2>/dev/null
            find /dev -type b -o -type c | grep -vE '^/dev/(null|zero|full|random|urandom|tty|pts/ptmx)$'
            echo end
            """,
            token);

        // A file may be made in the container's own /dev, where no device is: that reaches nothing.
        string[] lines =
            [.. Lines(log).Where(line => !line.StartsWith("wrote /dev/", StringComparison.Ordinal))];
        Assert.That(lines, Is.EqualTo(new[] { "0", "end" }), log);
    }

    [Test, CancelAfter(Patience)]
    public async Task Only_the_own_processes_and_loopback_are_seen(CancellationToken token)
    {
        string log = await SayAsync("ls -d /proc/[0-9]* | wc -l; ls /sys/class/net; cat /proc/net/route | wc -l; hostname", token);

        string[] lines = Lines(log);
        Assert.That(int.Parse(lines[0], null), Is.LessThanOrEqualTo(4), log);
        Assert.That(lines[1..], Is.EqualTo(new[] { "lo", "1", "job" }), log);
    }

    [Test, CancelAfter(Patience)]
    public async Task Limits_stand_in_the_cgroup(CancellationToken token)
    {
        string log = await SayAsync(
            """
            cd /sys/fs/cgroup
            cat memory/memory.limit_in_bytes memory.max memory/memory.memsw.limit_in_bytes memory.swap.max 2>/dev/null
            cat pids/pids.max pids.max 2>/dev/null
            cat cpu/cpu.cfs_quota_us cpu.max 2>/dev/null
            cat /proc/self/oom_score_adj
            """,
            token);

        string[] lines = Lines(log);
        string[] first = ["67108864", "67108864", "64", "100000", "500"];
        string[] second = ["67108864", "0", "64", "100000 100000", "500"];
        Assert.That(lines, Is.EqualTo(first).Or.EqualTo(second), "cgroup v1 or v2");
    }

    [Test, CancelAfter(Patience)]
    public async Task Resource_limits_and_shared_memory_are_as_asked(CancellationToken token)
    {
        string log = await SayAsync(
            """
            ulimit -c; ulimit -n; ulimit -f
            dd if=/dev/zero of=/dev/shm/full bs=64k 2>/dev/null; stat -c %s /dev/shm/full; grep /dev/shm /proc/mounts
            """,
            token);

        string[] lines = Lines(log);
        Assert.That(lines[..4], Is.EqualTo(new[] { "0", "16384", $"{(64 << 20) / 512}", $"{1 << 20}" }), log);
        Assert.That(lines[4], Does.Contain("nosuid").And.Contain("nodev").And.Contain("noexec"));
    }

    [Test, CancelAfter(Patience)]
    public async Task File_larger_than_the_disk_cannot_be_written(CancellationToken token)
    {
        ContainerSpec spec = _harness.Spec("dd if=/dev/zero of=/big bs=1M count=80 2>/dev/null; stat -c %s /big");

        (_, string log) = await _harness.RunAsync(spec, token);

        Assert.That(log.Trim(), Is.EqualTo($"{64 << 20}"));
        Assert.That((await _harness.Runtime.DiskUsageAsync(spec.Name, token))!.Bytes, Is.GreaterThanOrEqualTo(64 << 20));
    }

    [Test, CancelAfter(Patience)]
    public async Task Without_a_disk_only_tmp_is_writable_and_programs_run_from_it(CancellationToken token)
    {
        ContainerSpec spec = _harness.Spec(
            "(echo x >/x) 2>/dev/null || echo no; cp /bin/busybox /tmp/echo; chmod 755 /tmp/echo; /tmp/echo ran");
        spec = spec with { Limits = spec.Limits with { DiskBytes = 0 } };

        (_, string log) = await _harness.RunAsync(spec, token);

        Assert.That(log, Is.EqualTo("no\nran\n"));
    }

    [Test, CancelAfter(Patience)]
    public async Task Job_that_takes_too_much_memory_is_killed_and_that_is_said(CancellationToken token)
    {
        (ContainerState.Exited end, _) = await _harness.RunAsync(_harness.Spec("tail /dev/zero; echo code $?; exit 5"), token);

        Assert.That(end.OomKilled, Is.True);
        Assert.That(end.ExitCode, Is.EqualTo(5).Or.EqualTo(137));
    }

    [Test, CancelAfter(Patience)]
    public async Task What_the_image_has_stays_where_directories_for_outputs_are_made(CancellationToken token)
    {
        ContainerSpec spec = _harness.Spec("ls -ld /bin /bin/busybox /bin/sh /train /made; echo model > /train/model.bin");
        await _harness.Runtime.CreateAsync(spec, token);

        PlaceOutcome placed = await _harness.Runtime.PlaceAsync(
            spec.Name,
            [
                new PlacedEntry.OpenDirectory("/bin", OnlyIfMissing: true),
                new PlacedEntry.OpenDirectory("/bin/busybox"), new PlacedEntry.OpenDirectory("/bin/sh"),
                new PlacedEntry.OpenDirectory("/train", OnlyIfMissing: true), new PlacedEntry.OpenDirectory("/made"),
            ],
            token);
        await _harness.Runtime.StartAsync(spec.Name, token);
        var end = (ContainerState.Exited)await _harness.Runtime.WaitAsync(spec.Name, token);

        Assert.That(placed, Is.EqualTo(new PlaceOutcome.Placed()));
        Assert.That(end.ExitCode, Is.Zero);
        string[] lines = Encoding.UTF8.GetString(await _harness.LogAsync(spec.Name, token)).Split('\n');
        Assert.That(lines.Single(line => line.EndsWith(" /bin", StringComparison.Ordinal)), Does.StartWith("drwxr-xr-x"), "as it was");
        Assert.That(lines.Single(line => line.EndsWith(" /bin/busybox", StringComparison.Ordinal)), Does.StartWith("-"));
        Assert.That(lines.Single(line => line.Contains(" /bin/sh -> ", StringComparison.Ordinal)), Does.StartWith("l"));
        Assert.That(lines.Single(line => line.EndsWith(" /train", StringComparison.Ordinal)), Does.StartWith("drwxrwxrwx"));
        Assert.That(lines.Single(line => line.EndsWith(" /made", StringComparison.Ordinal)), Does.StartWith("drwxrwxrwx"));
    }

    [Test, CancelAfter(Patience)]
    public async Task Fork_bomb_is_held_and_ends(CancellationToken token)
    {
        // a shell that is refused a process ends: the first one becomes its sleep before that, and what was forked stays
        ContainerSpec spec = _harness.Spec("(while :; do sleep 300 & done) & exec sleep 300");
        await _harness.Runtime.CreateAsync(spec, token);
        await _harness.Runtime.StartAsync(spec.Name, token);

        int most = 0;
        while (most < 60)
        {
            ContainerUsage? usage = await _harness.Runtime.UsageAsync(spec.Name, token);
            most = Math.Max(most, usage?.Pids ?? 0);
            Assert.That(most, Is.LessThanOrEqualTo(64));
        }

        await _harness.Runtime.StopAsync(spec.Name, TimeSpan.Zero, token);
        Assert.That((await _harness.Runtime.InspectAsync(spec.Name, token))!.State, Is.TypeOf<ContainerState.Exited>());
    }

    [TestCase("while :; do sleep 600 & done", true)]
    [TestCase("while :; do sleep 600 & done 2>/dev/null; exit 0", true)]
    [TestCase("i=0; while [ $i -lt 20 ]; do sleep 600 & i=$((i+1)); done; sleep 1", false)]
    [CancelAfter(Patience)]
    public async Task Job_that_was_refused_a_process_is_known_though_it_ended_at_once(string shell, bool refused, CancellationToken token)
    {
        ContainerSpec spec = _harness.Spec(shell);
        await _harness.Runtime.CreateAsync(spec, token);
        await _harness.Runtime.StartAsync(spec.Name, token);

        Assert.That(await _harness.Runtime.RefusedForkAsync(spec.Name, token), Is.EqualTo(refused));
        await _harness.Runtime.WaitAsync(spec.Name, token);
        Assert.That(await _harness.Runtime.RefusedForkAsync(spec.Name, token), Is.EqualTo(refused), "when it has ended");
    }

    [Test, CancelAfter(Patience)]
    public async Task Program_that_is_not_in_the_image_is_the_jobs_fault(CancellationToken token)
    {
        ContainerSpec spec = _harness.Spec("") with { Command = ["/no/such/program"] };
        await _harness.Runtime.CreateAsync(spec, token);

        StartOutcome outcome = await _harness.Runtime.StartAsync(spec.Name, token);

        Assert.That(outcome, Is.TypeOf<StartOutcome.Refused>());
        Assert.That(((StartOutcome.Refused)outcome).Blame, Is.EqualTo(Blame.Job), $"{outcome}");
        Assert.That(((ContainerState.Created)(await _harness.Runtime.InspectAsync(spec.Name, token))!.State).StartError, Is.Not.Empty);
    }

    private static string[] Lines(string log) => log.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private async Task<string> SayAsync(string shell, CancellationToken token) =>
        (await _harness.RunAsync(_harness.Spec(shell), token)).Log;
}
