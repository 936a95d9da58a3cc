using DePin.Scheduler.Cli;

namespace DePin.Scheduler.Tests.Cli;

internal sealed class DisplayTests
{
    [TestCase(0, ExpectedResult = "0 B")]
    [TestCase(1023, ExpectedResult = "1023 B")]
    [TestCase(1536, ExpectedResult = "1.5 KiB")]
    [TestCase(16L << 30, ExpectedResult = "16 GiB")]
    [TestCase(long.MaxValue, ExpectedResult = "8192 PiB")]
    public string Bytes_have_the_unit_people_read(long bytes) => Display.Bytes(bytes);

    [TestCase(-5, ExpectedResult = "0 s")]
    [TestCase(0.85, ExpectedResult = "850 ms")]
    [TestCase(12.4, ExpectedResult = "12 s")]
    [TestCase(200, ExpectedResult = "3 m 20 s")]
    [TestCase(7500, ExpectedResult = "2 h 5 m")]
    [TestCase(190_000, ExpectedResult = "2 d 4 h")]
    public string Durations_show_the_two_units_that_matter(double seconds) => Display.Duration(TimeSpan.FromSeconds(seconds));

    [TestCase("0", ExpectedResult = "0")]
    [TestCase("1", ExpectedResult = "0.000000000000000001")]
    [TestCase("1250000000000000000", ExpectedResult = "1.25")]
    [TestCase("123000000000000000000", ExpectedResult = "123")]
    [TestCase("-1", ExpectedResult = "-1")]
    [TestCase("much", ExpectedResult = "much")]
    public string Amounts_are_exact(string baseUnits) => Display.Tokens(baseUnits);

    [TestCase(1_795_375_803_000, ExpectedResult = "2026-11-22 19:30:03Z")]
    [TestCase(long.MaxValue, ExpectedResult = "9223372036854775807")]
    [TestCase(-1, ExpectedResult = "-1")]
    public string A_time_no_calendar_has_is_shown_as_it_came(long unixMilliseconds) => Display.Time(unixMilliseconds);

    [TestCase("plain – ümläut 日本", ExpectedResult = "plain – ümläut 日本")]
    [TestCase("a\e[31mred\e[0m", ExpectedResult = "a�[31mred�[0m")]
    [TestCase("two\nlines\r", ExpectedResult = "two�lines�")]
    [TestCase("back\u202Ewards", ExpectedResult = "back�wards")]
    public string Text_from_elsewhere_cannot_move_the_cursor(string text) => Printable.Line(text);

    [Test]
    public void A_table_is_aligned_and_not_cut_off_a_terminal()
    {
        TextTable table = new("JOB", "NAME");
        table.Add("0x1234", new string('x', 300));
        table.Add(new Cell("0x12345678", Tone.Bad), "a\e[2Jb");

        Assert.That(table.Plain(), Is.EqualTo($"JOB         NAME\n0x1234      {new string('x', 300)}\n0x12345678  a�[2Jb\n"));
    }

    [TestCase(true, null, true)]
    [TestCase(true, "1", false)]
    [TestCase(false, null, false)]
    public void Colours_are_for_terminals_that_want_them(bool terminal, string? noColor, bool coloured)
    {
        using MemoryStream written = new();
        Dictionary<string, string> variables = noColor is null ? [] : new() { ["NO_COLOR"] = noColor };
        CliEnvironment environment = CliRun.Environment(variables, written, TextWriter.Null) with { OutputIsTerminal = terminal };
        TextTable table = new("STATE");
        table.Add(new Cell("failed", Tone.Bad));

        new CliOutput(environment, json: false).Table(table);

        string text = System.Text.Encoding.UTF8.GetString(written.ToArray());
        Assert.That(text, Does.Contain("STATE").And.Contain("failed"));
        Assert.That(text.Contains('\e', StringComparison.Ordinal), Is.EqualTo(coloured));
    }
}
