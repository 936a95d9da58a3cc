using System.Text;
using DePin.Attestation;
using DePin.NodeAgent.Containers;
using DePin.Protocol;

namespace DePin.NodeAgent.Tests.Containers;

/// <summary>
/// What every <see cref="IContainerRuntime"/> keeps to: run against the fake always and against a real engine where one answers.
/// </summary>
public abstract class ContainerRuntimeConformance
{
    private const int Patience = 120_000;

    private static readonly PlacedEntry[] OpenOutputs = [new PlacedEntry.OpenDirectory("/outputs")];

    /// <summary>The runtime under test; asked for anew it is another instance over the same containers.</summary>
    private protected abstract IContainerRuntime Open();

    /// <summary>An image that is present.</summary>
    private protected abstract EngineImage Image { get; }

    /// <summary>Makes <paramref name="job"/> what a container with this specification does.</summary>
    private protected abstract ContainerSpec Spec(ConformanceJob job);

    [Test, CancelAfter(Patience)]
    public async Task Engine_says_since_when_it_runs(CancellationToken token)
    {
        DateTimeOffset? since = await Open().SinceAsync(token);

        Assert.That(since, Is.Not.Null.And.LessThan(TimeProvider.System.GetUtcNow()));
        Assert.That(await Open().SinceAsync(token), Is.EqualTo(since).Within(TimeSpan.FromSeconds(1)));
    }

    [Test, CancelAfter(Patience)]
    public async Task Created_twice_is_one_container(CancellationToken token)
    {
        IContainerRuntime runtime = Open();
        ContainerSpec spec = Spec(ConformanceJob.Ends(0));

        CreateOutcome first = await runtime.CreateAsync(spec, token);
        CreateOutcome second = await Open().CreateAsync(spec, token);

        Assert.That(first, Is.TypeOf<CreateOutcome.Created>());
        Assert.That(second, Is.EqualTo(new CreateOutcome.Adopted(new ContainerState.Created(null))));
        Assert.That((await runtime.ListAsync(token)).Containers.Select(container => container.Name), Is.EqualTo(new[] { spec.Name }));
    }

    [Test, CancelAfter(Patience)]
    public async Task Container_of_another_specification_is_not_adopted(CancellationToken token)
    {
        IContainerRuntime runtime = Open();
        ContainerSpec spec = Spec(ConformanceJob.Ends(0));
        await runtime.CreateAsync(spec, token);

        CreateOutcome other = await runtime.CreateAsync(spec with { SpecDigest = Hash32.Sha256("other"u8) }, token);

        Assert.That(other, Is.TypeOf<CreateOutcome.NameTaken>());
    }

    [Test, CancelAfter(Patience)]
    public async Task Container_of_an_absent_image_is_not_created(CancellationToken token)
    {
        ContainerSpec spec = Spec(ConformanceJob.Ends(0)) with { Image = Image.At(Hash32.Sha256("absent"u8)) };

        Assert.That(await Open().CreateAsync(spec, token), Is.TypeOf<CreateOutcome.ImageMissing>());
    }

    [Test, CancelAfter(Patience)]
    public async Task Started_twice_runs_once(CancellationToken token)
    {
        (IContainerRuntime runtime, ContainerName name) = await RunningAsync(ConformanceJob.Waits, token);

        Assert.That(await Open().StartAsync(name, token), Is.EqualTo(new StartOutcome.Started()));
        await runtime.StopAsync(name, TimeSpan.FromSeconds(10), token);
        Assert.That(Encoding.UTF8.GetString(await runtime.LogAsync(name, LogPosition.Start, token)), Is.EqualTo("ready\n"));
    }

    [Test, CancelAfter(Patience)]
    public async Task Ended_container_is_never_run_again(CancellationToken token)
    {
        (IContainerRuntime runtime, ContainerName name) = await RunningAsync(ConformanceJob.Ends(3), token);
        ContainerState end = await runtime.WaitAsync(name, token);

        StartOutcome again = await Open().StartAsync(name, token);

        Assert.That(end, Is.TypeOf<ContainerState.Exited>());
        Assert.That(((ContainerState.Exited)end).ExitCode, Is.EqualTo(3));
        Assert.That(again, Is.EqualTo(new StartOutcome.AlreadyEnded((ContainerState.Exited)end)));
        Assert.That((await runtime.InspectAsync(name, token))!.State, Is.EqualTo(end));
    }

    [Test, CancelAfter(Patience)]
    public async Task What_is_not_there_is_a_value_and_never_an_error(CancellationToken token)
    {
        IContainerRuntime runtime = Open();
        ContainerName name = ContainerName.Of(new AttemptId(Hash32.Random()), 1);

        Assert.That(await runtime.InspectAsync(name, token), Is.Null);
        Assert.That(await runtime.StartAsync(name, token), Is.EqualTo(new StartOutcome.Gone()));
        Assert.That(await runtime.PlaceAsync(name, OpenOutputs, token), Is.EqualTo(new PlaceOutcome.Gone()));
        Assert.That(await runtime.WaitAsync(name, token), Is.EqualTo(new ContainerState.Gone()));
        Assert.That(await runtime.UsageAsync(name, token), Is.Null);
        Assert.That(await runtime.DiskUsageAsync(name, token), Is.Null);
        Assert.That(await runtime.ReadArchiveAsync(name, "/outputs", token), Is.Null);
        Assert.That(await runtime.SignalAsync(name, ContainerSignal.User1, token), Is.False);
        await runtime.StopAsync(name, TimeSpan.Zero, token);
        await runtime.RemoveAsync(name, token);
        List<LogChunk> log = [];
        await foreach (LogChunk chunk in runtime.FollowLogsAsync(name, LogPosition.Start, token))
        {
            log.Add(chunk);
        }

        Assert.That(log, Is.EqualTo(new[] { new LogChunk.Gap("The container is gone, and its log with it", LogPosition.Start) }));
    }

    [Test, CancelAfter(Patience)]
    public async Task Log_is_exact_and_can_be_read_from_any_byte(CancellationToken token)
    {
        byte[] expected = [.. "first\n"u8, 0, 255, 254, .. "\r\n\n"u8, .. Encoding.UTF8.GetBytes("naïve ☃\n"), .. "no line feed"u8];
        string octal = string.Concat(expected.Select(value => $"\\{Convert.ToString(value, 8).PadLeft(3, '0')}"));
        (IContainerRuntime runtime, ContainerName name) = await RunningAsync(
            new ConformanceJob($"printf '{octal}'", new FakeJob { Log = expected }), token);

        Dictionary<long, LogPosition> positions = [];
        byte[] all = await runtime.LogAsync(name, LogPosition.Start, token, chunk => positions[chunk.Next.Offset] = chunk.Next);
        LogPosition end = positions[expected.Length];

        Assert.That(all, Is.EqualTo(expected));
        Assert.That(await Open().LogAsync(name, end, token), Is.Empty);
        for (int offset = 1; offset < expected.Length; offset++)
        {
            LogPosition middle = end with { Offset = offset, InLog = offset };
            Assert.That(await runtime.LogAsync(name, middle, token), Is.EqualTo(expected[offset..]), $"from byte {offset}");
        }
    }

    [Test, CancelAfter(Patience)]
    public async Task Log_is_followed_while_the_job_runs(CancellationToken token)
    {
        (IContainerRuntime runtime, ContainerName name) = await RunningAsync(ConformanceJob.Waits, token);
        string log = "";
        ContainerState? whenRead = null;

        await foreach (LogChunk chunk in runtime.FollowLogsAsync(name, LogPosition.Start, token))
        {
            log += Encoding.UTF8.GetString(((LogChunk.Data)chunk).Bytes.ToArray());
            whenRead ??= (await runtime.InspectAsync(name, token))!.State;
            await runtime.StopAsync(name, TimeSpan.FromSeconds(10), token);
        }

        Assert.That(log, Is.EqualTo("ready\n"));
        Assert.That(whenRead, Is.TypeOf<ContainerState.Running>());
    }

    [Test, CancelAfter(Patience)]
    public async Task Job_that_ignores_the_stop_signal_is_killed(CancellationToken token)
    {
        (IContainerRuntime runtime, ContainerName name) = await RunningAsync(ConformanceJob.IgnoresTerminate, token);
        await runtime.ReadyAsync(name, token);

        await runtime.StopAsync(name, TimeSpan.FromSeconds(1), token);

        Assert.That(((ContainerState.Exited)(await runtime.InspectAsync(name, token))!.State).ExitCode, Is.EqualTo(137));
    }

    [Test, CancelAfter(Patience)]
    public async Task Running_job_is_signalled_and_measured(CancellationToken token)
    {
        (IContainerRuntime runtime, ContainerName name) = await RunningAsync(ConformanceJob.IgnoresTerminate, token);

        ContainerUsage? usage = await runtime.UsageAsync(name, token);
        Assert.That(usage, Is.Not.Null);
        Assert.That(usage!.Pids, Is.GreaterThan(0));
        Assert.That(usage.MemoryBytes, Is.GreaterThan(0));
        Assert.That(await runtime.SignalAsync(name, ContainerSignal.Kill, token), Is.True);
        await runtime.WaitAsync(name, token);
        Assert.That(await runtime.SignalAsync(name, ContainerSignal.Kill, token), Is.False);
        Assert.That(await runtime.UsageAsync(name, token), Is.Null, "nothing is left to measure after the end");
    }

    [Test, CancelAfter(Patience)]
    public async Task Inputs_are_placed_and_outputs_collected(CancellationToken token)
    {
        string source = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"input-{Guid.NewGuid():N}");
        await File.WriteAllTextAsync(source, "input", token);
        IContainerRuntime runtime = Open();
        ContainerSpec spec = Spec(new ConformanceJob(
            "cat /inputs/deep/data >/outputs/result",
            new FakeJob { Files = new Dictionary<string, byte[]> { ["/outputs/result"] = "input"u8.ToArray() } }));
        await runtime.CreateAsync(spec, token);

        PlaceOutcome placed = await runtime.PlaceAsync(
            spec.Name, [new PlacedEntry.InputFile("/inputs/deep/data", source), new PlacedEntry.OpenDirectory("/outputs")], token);
        await runtime.StartAsync(spec.Name, token);
        ContainerState end = await runtime.WaitAsync(spec.Name, token);
        File.Delete(source);

        Assert.That(placed, Is.EqualTo(new PlaceOutcome.Placed()));
        Assert.That(((ContainerState.Exited)end).ExitCode, Is.Zero);
        Dictionary<string, string> files = await runtime.FilesAsync(spec.Name, "/outputs", token);
        Assert.That(files, Is.EqualTo(new Dictionary<string, string> { ["outputs/result"] = "input" }));
        Assert.That(await runtime.ReadArchiveAsync(spec.Name, "/absent", token), Is.Null);
        DiskUsage used = (await runtime.DiskUsageAsync(spec.Name, token))!;
        Assert.That(used.NamedBytes, Is.GreaterThanOrEqualTo(5));
        Assert.That(used.NamelessBytes, Is.Zero);
        Assert.That(used.Files, Is.Null.Or.GreaterThanOrEqualTo(1));
    }

    [Test, CancelAfter(Patience)]
    public async Task Nothing_is_placed_where_there_is_no_disk(CancellationToken token)
    {
        IContainerRuntime runtime = Open();
        ContainerSpec spec = Spec(ConformanceJob.Ends(0));
        spec = spec with { Limits = spec.Limits with { DiskBytes = 0 } };
        await runtime.CreateAsync(spec, token);

        Assert.That(await runtime.PlaceAsync(spec.Name, OpenOutputs, token), Is.TypeOf<PlaceOutcome.Refused>());
    }

    [Test, CancelAfter(Patience)]
    public async Task Containers_are_found_again_and_removed_once_and_for_all(CancellationToken token)
    {
        (IContainerRuntime runtime, ContainerName name) = await RunningAsync(ConformanceJob.Waits, token);

        ContainerSnapshot found = (await Open().ListAsync(token)).Containers.Single();
        await runtime.RemoveAsync(name, token);
        await Open().RemoveAsync(name, token);
        OwnedObjects left = await runtime.ListAsync(token);

        Assert.That(found.Name, Is.EqualTo(name));
        Assert.That(found.Name, Is.EqualTo(ContainerName.Of(found.Attempt, found.Epoch)));
        Assert.That(found.State, Is.TypeOf<ContainerState.Running>());
        Assert.That(left.Containers, Is.Empty);
        Assert.That(left.Leftovers, Is.Empty);
        Assert.That(await runtime.WaitAsync(name, token), Is.EqualTo(new ContainerState.Gone()));
    }

    private protected async Task<(IContainerRuntime Runtime, ContainerName Name)> RunningAsync(ConformanceJob job, CancellationToken token)
    {
        IContainerRuntime runtime = Open();
        ContainerSpec spec = Spec(job);
        Assert.That(await runtime.CreateAsync(spec, token), Is.TypeOf<CreateOutcome.Created>());
        Assert.That(await runtime.StartAsync(spec.Name, token), Is.EqualTo(new StartOutcome.Started()));
        return (runtime, spec.Name);
    }
}
