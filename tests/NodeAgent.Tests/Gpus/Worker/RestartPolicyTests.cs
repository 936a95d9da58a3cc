using DePin.NodeAgent.Gpus.Worker;

namespace DePin.NodeAgent.Tests.Gpus.Worker;

public sealed class RestartPolicyTests
{
    [Test]
    public void A_worker_that_keeps_ending_is_started_later_each_time_and_at_most_six_times_an_hour()
    {
        TimeSpan now = TimeSpan.FromMinutes(1);
        List<TimeSpan> ends = [], waits = [];
        for (TimeSpan stop = now + TimeSpan.FromHours(10); now < stop; now += waits[^1])
        {
            ends.Add(now);
            ends = [.. RestartPolicy.Recent(ends, now)];
            waits.Add(RestartPolicy.Wait(ends, now));
        }

        Assert.That(waits.Take(5).Select(wait => wait.TotalSeconds), Is.EqualTo(new[] { 2, 4, 8, 16, 32 }));
        Assert.That(waits, Has.All.GreaterThan(TimeSpan.Zero));
        Assert.That(waits, Has.Count.LessThanOrEqualTo(10 * RestartPolicy.MaxEnds + RestartPolicy.MaxEnds));
    }

    [Test]
    public void Ends_that_are_an_hour_old_count_no_more()
    {
        TimeSpan[] ends = [.. Enumerable.Range(0, RestartPolicy.MaxEnds).Select(end => TimeSpan.FromSeconds(end))];
        TimeSpan now = TimeSpan.FromSeconds(10);

        Assert.That(RestartPolicy.IsPaused(RestartPolicy.Recent(ends, now)));
        Assert.That(RestartPolicy.Wait(ends, now), Is.EqualTo(RestartPolicy.Window - now));
        Assert.That(RestartPolicy.Recent(ends, RestartPolicy.Window + TimeSpan.FromSeconds(3)), Has.Count.EqualTo(2));
    }
}
