using DePin.Protocol.Jobs;

namespace DePin.Protocol.Tests.Jobs;

public sealed class DurationLimitTests
{
    [TestCase("99999999d")]
    [TestCase("10675199d999999999h")]
    [TestCase("999999999d")]
    public void A_duration_beyond_all_counting_is_refused_and_not_thrown(string text) =>
        Assert.That(DurationText.TryParse(text, out _), Is.False);
}
