using DePin.Protocol;
using DePin.Protocol.Wire;

namespace DePin.EndToEnd.Product;

/// <summary>A job that writes twenty lines a second for hours: its log at the scheduler tells when work goes on after a fault.</summary>
internal sealed class Witness
{
    private static readonly TimeSpan _poll = TimeSpan.FromMilliseconds(20);
    private readonly Deployment _depin;

    private Witness(Deployment depin, JobId job)
    {
        _depin = depin;
        Job = job;
    }

    public JobId Job { get; }

    /// <summary>Submits it and waits until it runs.</summary>
    public static async Task<Witness> StartAsync(Deployment depin, TimeSpan within, CancellationToken token)
    {
        JobView job = await depin.SubmitAsync(JobFile(depin.Image), token);
        await depin.RunningAsync(job.Id, within, token);
        return new Witness(depin, job.Id);
    }

    /// <summary>Bytes of its log that the scheduler holds; null while it does not answer.</summary>
    public async Task<long?> LogBytesAsync(CancellationToken token)
    {
        try
        {
            return (await _depin.Api.JobAsync(Job, token)).Attempts.Single().LogBytes;
        }
        catch (Scheduler.Client.SchedulerUnreachableException)
        {
            return null;
        }
    }

    /// <summary>Waits until the scheduler holds more than <paramref name="reached"/> bytes of its log.</summary>
    public async Task GoesOnAsync(long reached, TimeSpan within, Func<string> why, CancellationToken token)
    {
        long began = TimeProvider.System.GetTimestamp();
        while (!(await LogBytesAsync(token) > reached))
        {
            Assert.That(
                TimeProvider.System.GetElapsedTime(began),
                Is.LessThan(within),
                () => $"{why()} nothing goes on\n{_depin.Node.Tail()}\n{_depin.Scheduler.Tail()}");
            Assert.That(_depin.Node.HasExited, Is.False, () => $"{why()} the agent ended by itself\n{_depin.Node.Tail()}");
            Assert.That(_depin.Scheduler.HasExited, Is.False, () => $"{why()} the scheduler ended\n{_depin.Scheduler.Tail()}");
            await Task.Delay(_poll, TimeProvider.System, token);
        }
    }

    /// <summary>Its process on the host.</summary>
    public async Task<string> ProcessAsync(CancellationToken token)
    {
        string filter = $"label=depin.attempt={AttemptId.Of(Job, 1)}";
        string id = (await _depin.Engine.DockerAsync(token, "ps", "-q", "--filter", filter)).Trim();
        return id.Length == 0 ? "none" : await _depin.Engine.DockerAsync(token, "inspect", "--format", "{{.State.Pid}}", id);
    }

    private static string JobFile(string image) =>
        $$"""
        version: depin/v1
        name: witness
        image: {{image}}
        command: [sh, -c, "i=0; while true; do i=$((i+1)); echo still here $i; sleep 0.05; done"]
        resources: { cpu: 0.2, memory: 64MiB, disk: 64MiB }
        timeout: 6h
        stopGrace: 1s
        """;
}
