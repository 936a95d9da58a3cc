using DePin.Scheduler.Client;

namespace DePin.Scheduler.Tests.Cli;

internal sealed class RetryPolicyTests
{
    private static readonly RetryPolicy _policy = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));

    [Test]
    public void Pauses_grow_up_to_the_longest()
    {
        double[] pauses = [.. Enumerable.Range(1, 6).Select(n => _policy.Next(n, TimeSpan.Zero, spread: 1, null)!.Value.TotalMilliseconds)];

        Assert.That(pauses, Is.EqualTo(new[] { 100, 250, 625, 1000, 1000, 1000 }).Within(0.001));
    }

    [TestCase(0, 50)]
    [TestCase(0.5, 75)]
    [TestCase(1, 100)]
    public void Pauses_are_spread_so_that_clients_do_not_return_at_once(double spread, double expected) =>
        Assert.That(_policy.Next(1, TimeSpan.Zero, spread, null)!.Value.TotalMilliseconds, Is.EqualTo(expected).Within(0.001));

    [Test]
    public void A_try_that_would_begin_after_the_patience_is_not_made()
    {
        Assert.That(_policy.Next(9, TimeSpan.FromSeconds(9), 1, null), Is.EqualTo(TimeSpan.FromSeconds(1)));
        Assert.That(_policy.Next(9, TimeSpan.FromSeconds(9.1), 1, null), Is.Null);
    }

    [Test]
    public void The_schedulers_wish_is_kept_when_it_is_longer_and_within_the_patience()
    {
        Assert.That(_policy.Next(1, TimeSpan.Zero, 1, TimeSpan.FromSeconds(7)), Is.EqualTo(TimeSpan.FromSeconds(7)));
        Assert.That(_policy.Next(1, TimeSpan.Zero, 1, TimeSpan.FromMilliseconds(1)), Is.EqualTo(TimeSpan.FromMilliseconds(100)));
        Assert.That(_policy.Next(1, TimeSpan.Zero, 1, TimeSpan.FromSeconds(60)), Is.Null);
    }

    [Test]
    public void A_pause_after_very_many_failures_is_still_a_number() =>
        Assert.That(_policy.Next(int.MaxValue, TimeSpan.Zero, 1, null), Is.EqualTo(TimeSpan.FromSeconds(1)));
}
