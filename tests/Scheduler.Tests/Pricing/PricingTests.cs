using DePin.Scheduler.Pricing;

namespace DePin.Scheduler.Tests.Pricing;

internal sealed class PricingTests
{
    private static readonly PriceList _price = new(Amount.Parse("0.01"), Amount.Parse("1.20"));

    [TestCase("0", "0")]
    [TestCase("1", "1000000000000000000")]
    [TestCase("1.20", "1200000000000000000")]
    [TestCase("0.000000000000000001", "1")]
    [TestCase("999999999999999999.999999999999999999", "999999999999999999999999999999999999")]
    public void An_amount_is_read_exactly(string text, string baseUnits) =>
        Assert.That(Amount.Parse(text).ToBaseUnits(), Is.EqualTo(baseUnits));

    [TestCase("")]
    [TestCase(".5")]
    [TestCase("1.")]
    [TestCase("-1")]
    [TestCase("1e3")]
    [TestCase("1,5")]
    [TestCase("1.0000000000000000001")]
    [TestCase("1000000000000000000")]
    [TestCase(" 1")]
    public void What_is_no_amount_is_refused(string text) => Assert.That(Amount.TryParse(text, out _), Is.False);

    [TestCase("1.20", "1.2")]
    [TestCase("3", "3")]
    [TestCase("0.000000000000000001", "0.000000000000000001")]
    public void An_amount_is_written_for_people_without_idle_zeros(string text, string written) =>
        Assert.That(Amount.Parse(text).ToString(), Is.EqualTo(written));

    [TestCase(1000, 0, 3600, ExpectedResult = "0.01")]
    [TestCase(500, 0, 3600, ExpectedResult = "0.005")]
    [TestCase(0, 1, 3600, ExpectedResult = "1.2")]
    [TestCase(2000, 8, 1800, ExpectedResult = "4.81")]
    [TestCase(2000, 8, 0, ExpectedResult = "0")]
    public string Owed_is_price_times_time(int millicores, int gpus, int seconds) =>
        _price.Owed(millicores, gpus, TimeSpan.FromSeconds(seconds)).ToString();

    [Test]
    public void Owed_is_rounded_down_once_at_the_end()
    {
        PriceList one = new(new Amount(1), new Amount(1));

        Assert.That(one.Owed(1000, 0, TimeSpan.FromMilliseconds(3_599_999)).ToBaseUnits(), Is.EqualTo("0"));
        Assert.That(one.Owed(500, 0, TimeSpan.FromHours(2)).ToBaseUnits(), Is.EqualTo("1"));
        Assert.That(one.Owed(500, 1, TimeSpan.FromMinutes(40)).ToBaseUnits(), Is.EqualTo("1"), "a third and two thirds make one");
    }

    [Test]
    public void The_longest_job_on_the_largest_machine_at_the_highest_price_does_not_overflow()
    {
        PriceList most = new(Amount.Parse("1000000"), Amount.Parse("1000000"));

        Assert.That(most.Owed(1_024_000, 64, TimeSpan.FromDays(30)).ToString(), Is.EqualTo("783360000000"));
    }

    [TestCase(10, 20, 60, ExpectedResult = 10, Description = "attested less than held")]
    [TestCase(30, 20, 60, ExpectedResult = 20, Description = "never more than the lease was held")]
    [TestCase(90, 100, 60, ExpectedResult = 60, Description = "never more than the job could run")]
    [TestCase(-5, 20, 60, ExpectedResult = 0)]
    [TestCase(10, -1, 60, ExpectedResult = 0, Description = "our clock was set back")]
    public int Paid_time_is_bounded_by_what_the_scheduler_saw(int attested, int held, int longest) => (int)PriceList.PaidTime(
        TimeSpan.FromSeconds(attested), TimeSpan.FromSeconds(held), TimeSpan.FromSeconds(longest)).TotalSeconds;
}
