using System.Diagnostics;
using DePin.Benchmark.Gpus.Worker;
using DePin.NodeAgent.Gpus.Worker;
using DePin.SimulatedDrivers;

namespace DePin.NodeAgent.Tests.Gpus.Worker;

/// <summary>The watchdog, with the real worker and limits that do not keep a test waiting.</summary>
public sealed class WorkerProcessTests
{
    private static readonly WorkerLimits _short = new()
    {
        Call = TimeSpan.FromSeconds(3),
        Silence = TimeSpan.FromSeconds(40),
        Question = TimeSpan.FromSeconds(120),
    };

    [Test, CancelAfter(120_000)]
    public async Task A_call_that_never_returns_ends_with_the_worker_and_its_name(CancellationToken token)
    {
        using SimulatedMachine machine = await SimulatedMachine.StartAsync(1, token);
        machine.Set("hang", "cuInit");
        await using WorkerProcess worker = WorkerProcess.Start(Start(machine), TimeProvider.System);

        WorkerOutcome outcome = await LookAsync(worker, token);

        Assert.That(outcome, Is.InstanceOf<WorkerOutcome.Hung>().With.Property("Call").EqualTo("cuInit"));
        Assert.That(((WorkerOutcome.Hung)outcome).Seconds, Is.InRange(3, 30));
        Assert.That((worker.HasExited, worker.IsStuck), Is.EqualTo((true, false)));
    }

    [Test, CancelAfter(120_000)]
    public async Task A_worker_that_does_not_run_any_more_is_ended(CancellationToken token)
    {
        using SimulatedMachine machine = await SimulatedMachine.StartAsync(1, token);
        WorkerStart start = Start(machine) with { Limits = _short with { Silence = TimeSpan.FromSeconds(3) } };
        await using WorkerProcess worker = WorkerProcess.Start(start, TimeProvider.System);
        await SignalAsync("STOP", worker.Id, token);

        WorkerOutcome outcome = await LookAsync(worker, token);

        Assert.That(outcome, Is.InstanceOf<WorkerOutcome.Silent>());
        Assert.That(worker.HasExited);
    }

    [Test, CancelAfter(120_000)]
    public async Task A_worker_that_is_killed_between_two_questions_has_died_at_the_second(CancellationToken token)
    {
        using SimulatedMachine machine = await SimulatedMachine.StartAsync(1, token);
        await using WorkerProcess worker = WorkerProcess.Start(Start(machine), TimeProvider.System);
        Assert.That(await LookAsync(worker, token), Is.InstanceOf<WorkerOutcome.Answered>());
        await SignalAsync("KILL", worker.Id, token);

        Assert.That(await LookAsync(worker, token), Is.InstanceOf<WorkerOutcome.Died>().With.Property("ExitCode").EqualTo(137));
    }

    [Test, CancelAfter(120_000)]
    public async Task A_worker_ends_by_itself_when_its_agent_does(CancellationToken token)
    {
        using SimulatedMachine machine = await SimulatedMachine.StartAsync(1, token);
        machine.Set("hang", "cuInit");
        using Process worker = Process.Start(Start(machine).ToProcess())!;
        await worker.StandardInput.WriteLineAsync("""{"ask":"look","id":1}""");
        await worker.StandardInput.FlushAsync(token);
        Assert.That(await worker.StandardOutput.ReadLineAsync(token), Does.StartWith("""{"say":"busy","call":"cuInit","seconds":"""));

        worker.StandardInput.Close();
        await worker.WaitForExitAsync(token);

        Assert.That(worker.ExitCode, Is.Zero, "although a call of the driver's never returned");
    }

    [Test, CancelAfter(120_000)]
    public async Task An_xid_is_heard_as_it_happens(CancellationToken token)
    {
        using SimulatedMachine machine = await SimulatedMachine.StartAsync(1, token);
        await using WorkerProcess worker = WorkerProcess.Start(Start(machine), TimeProvider.System);
        await LookAsync(worker, token);
        Task news = worker.WaitForNewsAsync(TimeSpan.FromMinutes(2), token);
        machine.Set("xid", 79);

        await news;

        Assert.That(worker.TakeXids(), Is.EqualTo(new[] { new GpuWord.Xid(SimulatedMachine.Uuid(0), 79) }));
        Assert.That(worker.TakeXids(), Is.Empty);
    }

    [TestCase("{}\n")]
    [TestCase("look\n")]
    [CancelAfter(60_000)]
    public async Task What_is_no_question_ends_the_worker_with_a_word_about_it(string line, CancellationToken token)
    {
        using SimulatedMachine machine = await SimulatedMachine.StartAsync(1, token);
        using Process worker = Process.Start(Start(machine).ToProcess())!;
        await worker.StandardInput.WriteAsync(line.AsMemory(), token);
        await worker.StandardInput.FlushAsync(token);
        string error = await worker.StandardError.ReadToEndAsync(token);
        await worker.WaitForExitAsync(token);

        Assert.That((ExitCode)worker.ExitCode, Is.EqualTo(ExitCode.Configuration));
        Assert.That(error, Does.Contain("This verb is for depin-node itself."));
    }

    [Test]
    public void The_worker_gets_nothing_of_our_environment_that_changes_what_cuda_finds()
    {
        Environment.SetEnvironmentVariable("CUDA_VISIBLE_DEVICES", "7");
        IDictionary<string, string?> given = new WorkerStart("/r", AdmitSimulated: false, "/cache").ToProcess().Environment;

        Assert.That(given.Keys, Has.None.StartsWith("LD_").And.None.EqualTo("CUDA_VISIBLE_DEVICES"));
        Assert.That((given["CUDA_DEVICE_ORDER"], given["CUDA_CACHE_PATH"]), Is.EqualTo(("PCI_BUS_ID", "/cache")));
    }

    private static WorkerStart Start(SimulatedMachine machine) => new(machine.Root, AdmitSimulated: true) { Limits = _short };

    private static Task<WorkerOutcome> LookAsync(WorkerProcess worker, CancellationToken token) =>
        worker.AskAsync(id => new GpuQuestion.Look { Id = id }, token);

    private static async Task SignalAsync(string signal, int process, CancellationToken token)
    {
        using Process kill = Process.Start("/bin/sh", ["-c", $"kill -{signal} {process}"]);
        await kill.WaitForExitAsync(token);
        Assert.That(kill.ExitCode, Is.Zero);
    }
}
