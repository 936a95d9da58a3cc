using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Scheduling;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Tests.Scheduling;

public sealed class ClockSampleTests
{
    private static readonly TimeSpan _tolerance = TimeSpan.FromMinutes(2);

    [Test]
    public void What_travelled_is_the_uncertainty_and_what_was_held_is_not()
    {
        ClockSample sample = ClockSample.Of(1_000_000, Seconds(100), Seconds(120.2), held: Seconds(20))!;

        Assert.That(sample.Uncertainty.TotalSeconds, Is.EqualTo(0.1).Within(1e-6));
        Assert.That(sample.At.TotalSeconds, Is.EqualTo(120.1).Within(1e-6));
        Assert.That(sample.Ahead(1_000_000, sample.At), Is.EqualTo(TimeSpan.Zero));
        Assert.That(sample.Ahead(1_000_000 + 3_600_000 + 5_000, sample.At + Seconds(5)), Is.EqualTo(TimeSpan.FromHours(1)));
    }

    [TestCase(-5)]
    [TestCase(1e9)]
    public void Nonsense_about_the_hold_makes_no_sample_of_the_future(double held)
    {
        ClockSample sample = ClockSample.Of(0, Seconds(100), Seconds(110), Seconds(held))!;

        Assert.That(sample.At, Is.InRange(Seconds(100), Seconds(110)));
        Assert.That(sample.Uncertainty, Is.InRange(TimeSpan.Zero, Seconds(5)));
    }

    [Test]
    public void A_clock_is_off_only_when_that_is_certain()
    {
        ClockSample sharp = new(0, Seconds(0), Seconds(0.1));
        ClockSample vague = new(0, Seconds(0), Seconds(8));

        Assert.That(sharp.IsBeyond(Seconds(125), _tolerance), Is.True);
        Assert.That(sharp.IsBeyond(Seconds(-125), _tolerance), Is.True);
        Assert.That(sharp.IsBeyond(Seconds(119), _tolerance), Is.False);
        Assert.That(vague.IsBeyond(Seconds(125), _tolerance), Is.False);
    }

    [Test]
    public void A_reply_that_took_long_replaces_nothing_that_is_known()
    {
        ClockSample known = new(1, Seconds(0), Seconds(0.1));
        ClockSample vague = new(2, Seconds(9), Seconds(30));
        ClockSample sharp = new(3, Seconds(9), Seconds(1));

        Assert.That(ClockSample.Choose(known, null), Is.EqualTo(known));
        Assert.That(ClockSample.Choose(known, vague), Is.EqualTo(known));
        Assert.That(ClockSample.Choose(null, vague), Is.EqualTo(vague));
        Assert.That(ClockSample.Choose(known, sharp), Is.EqualTo(sharp));
    }

    [Test]
    public void A_node_stops_taking_work_well_before_its_attestations_would_be_refused() =>
        Assert.That(new AgentRules().ClockTolerance * 2, Is.LessThan(WireLimits.ClockTolerance));

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
