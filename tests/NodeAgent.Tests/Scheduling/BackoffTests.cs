using DePin.NodeAgent.Scheduling;

namespace DePin.NodeAgent.Tests.Scheduling;

public sealed class BackoffTests
{
    private readonly Random _random = new(20261122);

    [Test]
    public void Each_wait_is_below_a_ceiling_that_doubles_to_its_limit()
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(8), _random);
        for (int round = 0; round < 200; round++)
        {
            TimeSpan ceiling = TimeSpan.FromSeconds(Math.Min(8, Math.Pow(2, round % 10)));
            Assert.That(backoff.Next(null), Is.InRange(TimeSpan.Zero, ceiling));
            if (round % 10 == 9)
            {
                backoff.Reset();
            }
        }
    }

    [Test]
    public void Waits_are_spread_over_the_whole_range()
    {
        TimeSpan[] waits = [.. Enumerable.Range(0, 400).Select(
            _ => new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), _random).Next(null))];

        Assert.That(waits.Count(wait => wait < TimeSpan.FromSeconds(0.5)), Is.InRange(120, 280));
    }

    [Test]
    public void What_the_other_side_asks_for_is_waited_at_least() =>
        Assert.That(
            new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), _random).Next(TimeSpan.FromSeconds(30)),
            Is.InRange(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(31)));
}
