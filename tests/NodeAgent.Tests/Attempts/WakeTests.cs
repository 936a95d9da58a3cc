using DePin.NodeAgent.Attempts;

namespace DePin.NodeAgent.Tests.Attempts;

/// <summary>What wakes a loop: a call, its time, its end.</summary>
[CancelAfter(20_000)]
internal sealed class WakeTests
{
    private static readonly TimeSpan _never = TimeSpan.FromHours(1);

    [Test]
    public async Task Calls_before_the_wait_wake_it_once(CancellationToken token)
    {
        Wake wake = new();
        wake.Call();
        wake.Call();
        await wake.WaitAsync(_never, TimeProvider.System, token);
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(token);
        Task second = wake.WaitAsync(_never, TimeProvider.System, end.Token);
        Assert.That(second.IsCompleted, Is.False);
        end.Cancel();
        Assert.That(async () => await second, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task Wait_ends_by_itself_when_its_time_is_over(CancellationToken token) =>
        await new Wake().WaitAsync(TimeSpan.FromMilliseconds(5), TimeProvider.System, token);

    [Test]
    public async Task Call_ends_a_wait_before_its_time(CancellationToken token)
    {
        Wake wake = new();
        Task waiting = wake.WaitAsync(_never, TimeProvider.System, token);
        wake.Call();
        await waiting;
    }
}
