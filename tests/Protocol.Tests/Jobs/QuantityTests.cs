using DePin.Protocol.Jobs;

namespace DePin.Protocol.Tests.Jobs;

public sealed class QuantityTests
{
    [TestCase("0", 0L, "0B")]
    [TestCase("1", 1L, "1B")]
    [TestCase("512MB", 512_000_000L, "512MB")]
    [TestCase("16GiB", 17_179_869_184L, "16GiB")]
    [TestCase("1.5GiB", 1_610_612_736L, "1536MiB")]
    [TestCase("64kB", 64_000L, "64KB")]
    [TestCase("1024000", 1_024_000L, "1000KiB")]
    [TestCase("8191PiB", 9_222_246_136_947_933_184L, "8191PiB")]
    public void A_size_is_read_exactly_and_written_in_its_largest_unit(string text, long bytes, string written)
    {
        var size = ByteSize.Parse(text);
        Assert.That(size.Bytes, Is.EqualTo(bytes));
        Assert.That(size.ToString(), Is.EqualTo(written));
        Assert.That(ByteSize.Parse(written), Is.EqualTo(size));
    }

    [TestCase("16gb", "unknown unit 'gb'; write 16GB or 16GiB")]
    [TestCase("16G", "write 16GB or 16GiB")]
    [TestCase("16Gi", "write 16GB or 16GiB")]
    [TestCase("16 GiB", "has a space before its unit; write 16GiB")]
    [TestCase("-1GiB", "is negative")]
    [TestCase("+1GiB", "has a sign")]
    [TestCase("NaN", "does not start with a number")]
    [TestCase(".5GiB", "does not start with a number")]
    [TestCase("1.GiB", "does not start with a number")]
    [TestCase("", "is empty")]
    [TestCase("0.5", "is not a whole number of bytes")]
    [TestCase("8192PiB", "is too large to count")]
    [TestCase("1234567890123456789", "has more than 18 digits")]
    [TestCase("1e3", "unknown unit 'e3'")]
    [TestCase("٣GiB", "does not start with a number")]
    public void A_size_that_is_refused_says_why_and_what_to_write(string text, string fragment) =>
        Assert.That(() => ByteSize.Parse(text), Throws.TypeOf<FormatException>().With.Message.Contains(fragment));

    [TestCase("800GB/s", 800_000_000_000L, "800GB/s")]
    [TestCase("3.35TB/s", 3_350_000_000_000L, "3350GB/s")]
    public void A_bandwidth_is_read_exactly(string text, long bytesPerSecond, string written)
    {
        var rate = ByteRate.Parse(text);
        Assert.That(rate.BytesPerSecond, Is.EqualTo(bytesPerSecond));
        Assert.That(rate.ToString(), Is.EqualTo(written));
    }

    [TestCase("800GBps", "write 800GB/s or 800GiB/s")]
    [TestCase("800", "has no unit")]
    public void A_bandwidth_that_is_refused_says_why_and_what_to_write(string text, string fragment) =>
        Assert.That(() => ByteRate.Parse(text), Throws.TypeOf<FormatException>().With.Message.Contains(fragment));

    [TestCase("4", 4000L, "4")]
    [TestCase("0.5", 500L, "0.5")]
    [TestCase("250m", 250L, "0.25")]
    [TestCase("1500m", 1500L, "1.5")]
    public void Cores_are_read_as_thousandths(string text, long millicores, string written)
    {
        var cores = CpuCores.Parse(text);
        Assert.That(cores.Millicores, Is.EqualTo(millicores));
        Assert.That(cores.ToString(), Is.EqualTo(written));
    }

    [TestCase("0.0001", "is not a whole number of millicores")]
    [TestCase("4 cores", "has a space before its unit")]
    public void Cores_that_are_refused_say_why(string text, string fragment) =>
        Assert.That(() => CpuCores.Parse(text), Throws.TypeOf<FormatException>().With.Message.Contains(fragment));
}
