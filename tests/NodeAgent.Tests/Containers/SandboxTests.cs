using System.Diagnostics;
using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Containers.Engine.Json;
using DePin.NodeAgent.Containers.Sandboxes;

namespace DePin.NodeAgent.Tests.Containers;

/// <summary>Network sandboxes on a real engine: one for each job, never used twice, found again after a restart.</summary>
public sealed class SandboxTests
{
    private const int Patience = 180_000;
    private readonly DockerHarness _harness = new(sandboxes: 2);

    [SetUp]
    public Task Require_an_engine() => TestEngine.RequireAsync();

    [TearDown]
    public async Task Remove_what_was_made() => await _harness.DisposeAsync();

    [Test, CancelAfter(Patience)]
    public async Task Program_sleeps_until_it_is_killed(CancellationToken token)
    {
        Assume.That(OperatingSystem.IsLinux() && Environment.Is64BitProcess);
        string path = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"pause-{Guid.NewGuid():N}");
        await File.WriteAllBytesAsync(path, PauseProgram.Executable(), token);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        using Process process = Process.Start(path);
        process.Refresh();
        bool slept = !process.WaitForExit(200);
        process.Kill();
        await process.WaitForExitAsync(token);
        File.Delete(path);

        Assert.That(PauseProgram.Executable(), Has.Length.EqualTo(129));
        Assert.That((slept, process.ExitCode), Is.EqualTo((true, 137)));
    }

    [Test, CancelAfter(Patience)]
    public async Task Job_joins_a_sandbox_with_loopback_only_and_takes_it_along_when_it_goes(CancellationToken token)
    {
        await _harness.Sandboxes.FillAsync(token);
        ContainerSpec spec = _harness.Spec("ls /sys/class/net; hostname; cat /proc/net/if_inet6 | wc -l");

        (_, string log) = await _harness.RunAsync(spec, token);
        string[] during = await NamesAsync(token);
        await _harness.Runtime.RemoveAsync(spec.Name, token);

        Assert.That(log, Does.StartWith("lo\njob\n"));
        Assert.That(during, Does.Contain(SandboxNames.For(spec.Name)));
        Assert.That((await NamesAsync(token)).Count(SandboxNames.IsSpare), Is.EqualTo(1));
        Assert.That(await NamesAsync(token), Has.Length.EqualTo(1), "nothing but the other spare is left");
    }

    [Test, CancelAfter(Patience)]
    public async Task Two_jobs_never_share_a_sandbox_and_an_empty_pool_is_no_hindrance(CancellationToken token)
    {
        await _harness.Sandboxes.FillAsync(token);
        ContainerSpec[] specs = [.. Enumerable.Range(0, 3).Select(_ => _harness.Spec("readlink /proc/self/ns/net; sleep 1"))];

        string[] namespaces = await Task.WhenAll(specs.Select(async spec => (await _harness.RunAsync(spec, token)).Log));

        Assert.That(namespaces, Has.All.StartsWith("net:["));
        Assert.That(namespaces, Is.Unique);
    }

    [Test, CancelAfter(Patience)]
    public async Task Spares_of_a_former_process_are_adopted_and_used_ones_are_not(CancellationToken token)
    {
        await _harness.Sandboxes.FillAsync(token);
        ContainerName crashed = _harness.Spec("").Name;
        SandboxClaim taken = await TakeAsync(crashed, token);
        string[] before = await NamesAsync(token);

        SandboxPool successor = new(_harness.Engine, _harness.Node, size: 1);
        await successor.FillAsync(token);
        SandboxClaim? adopted = successor.Take(_harness.Spec("").Name, token);

        Assert.That(before.Where(SandboxNames.IsSpare).Count(), Is.EqualTo(1));
        Assert.That(adopted?.Id, Is.Not.Null.And.Not.EqualTo(taken.Id));
        Assert.That(await adopted!.Naming, Is.True);
        Assert.That((await _harness.Runtime.ListAsync(token)).Leftovers, Does.Contain(crashed));
        Assert.That(successor.Take(crashed, token), Is.Null, "the successor made none of its own");
        Assert.That((await successor.FindAsync(crashed, token))?.Id, Is.EqualTo(taken.Id));
    }

    [Test, CancelAfter(Patience)]
    public async Task Container_made_before_its_sandbox_was_named_keeps_it_to_itself(CancellationToken token)
    {
        await _harness.Sandboxes.FillAsync(token);
        ContainerSpec spec = _harness.Spec("echo ran");
        await _harness.Runtime.CreateAsync(spec, token);
        string unnamed = SandboxNames.NewSpare();
        await _harness.Engine.Containers.TryRenameAsync(SandboxNames.For(spec.Name), unnamed, token);

        SandboxPool successor = new(_harness.Engine, _harness.Node, size: 2);
        await successor.FillAsync(token);
        SandboxClaim?[] others = [successor.Take(_harness.Spec("").Name, token), successor.Take(_harness.Spec("").Name, token)];
        await Task.WhenAll(others.Select(other => other!.Naming));
        Assert.That(await NamesAsync(token), Does.Contain(unnamed), "neither handed out nor removed");

        Assert.That(
            await _harness.Runtime.CreateAsync(spec, token),
            Is.EqualTo(new CreateOutcome.Adopted(new ContainerState.Created(null))));
        Assert.That(await NamesAsync(token), Does.Contain(SandboxNames.For(spec.Name)).And.Not.Contain(unnamed));
    }

    [Test, CancelAfter(Patience)]
    public async Task Spare_that_somebody_removed_costs_no_job(CancellationToken token)
    {
        await _harness.Sandboxes.FillAsync(token);
        string[] spares = await NamesAsync(token);
        await _harness.Engine.Containers.RemoveAsync(spares[0], token);

        ContainerSpec[] specs = [_harness.Spec("echo first"), _harness.Spec("echo second")];
        foreach (ContainerSpec spec in specs)
        {
            Assert.That((await _harness.RunAsync(spec, token)).Log, Is.EqualTo(spec == specs[0] ? "first\n" : "second\n"));
        }

        Assert.That((await NamesAsync(token)).Where(SandboxNames.IsSpare), Is.Empty);
        Assert.That((await NamesAsync(token)).Count(name => SandboxNames.TryOwner(name, out _)), Is.EqualTo(1));
    }

    [Test, CancelAfter(Patience)]
    public async Task Sandbox_that_died_before_the_start_is_revived(CancellationToken token)
    {
        await _harness.Sandboxes.FillAsync(token);
        ContainerSpec spec = _harness.Spec("echo ran");
        await _harness.Runtime.CreateAsync(spec, token);
        await _harness.Engine.Containers.KillAsync(SandboxNames.For(spec.Name), 9, token);
        await _harness.Engine.Containers.WaitAsync(SandboxNames.For(spec.Name), token);

        Assert.That(await _harness.Runtime.StartAsync(spec.Name, token), Is.EqualTo(new StartOutcome.Started()));
        Assert.That(await _harness.LogAsync(spec.Name, token), Is.EqualTo("ran\n"u8.ToArray()));
    }

    [Test, CancelAfter(Patience)]
    public async Task Pool_is_filled_again_in_the_background(CancellationToken token)
    {
        using SandboxLoop loop = new(
            _harness.Sandboxes, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<SandboxLoop>.Instance);
        await loop.StartAsync(token);
        for (int i = 0; i < 5; i++)
        {
            await TakeAsync(_harness.Spec("").Name, token);
        }

        await loop.StopAsync(token);
        Assert.That((await NamesAsync(token)).Count(name => SandboxNames.TryOwner(name, out _)), Is.EqualTo(5));
    }

    private async Task<SandboxClaim> TakeAsync(ContainerName container, CancellationToken token)
    {
        SandboxClaim? claim;
        while ((claim = _harness.Sandboxes.Take(container, token)) is null)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, token);
        }

        Assert.That(await claim.Naming, Is.True);
        return claim;
    }

    private async Task<string[]> NamesAsync(CancellationToken token)
    {
        ContainerListItem[] items = await _harness.Engine.Containers.ListAsync(ContainerLabels.OfNode(_harness.Node), token);
        return [.. items.Select(item => item.EngineName)];
    }
}
