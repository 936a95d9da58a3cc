using DePin.NodeAgent.Attempts;

namespace DePin.NodeAgent.Tests.Attempts;

/// <summary>A run that began at second 1000 of the wall clock and second 100 of the boot clock.</summary>
public sealed class RunEndTests
{
    private static readonly Guid _boot = Guid.NewGuid();
    private static readonly RunStart _start = new(1_000_000, TimeSpan.FromSeconds(100), _boot);
    private static readonly TimeSpan _tolerance = TimeSpan.FromMinutes(2);

    [TestCase(1600, 1600, 700, ExpectedResult = 1600, TestName = "Clocks that agree are believed")]
    [TestCase(1300, 1600, 700, ExpectedResult = 1300, TestName = "It ended while the agent was away")]
    [TestCase(1660, 1660, 700, ExpectedResult = 1660, TestName = "A step within the tolerance is no matter")]
    [TestCase(999, 1000, 100, ExpectedResult = 1000, TestName = "It did not end before it began")]
    [TestCase(5200, 5200, 700, ExpectedResult = 1600, TestName = "The clock jumped an hour forward in the middle")]
    [TestCase(-2000, -2000, 700, ExpectedResult = 1600, TestName = "The clock jumped an hour back in the middle")]
    [TestCase(5190, 5200, 700, ExpectedResult = 1590, TestName = "It ended ten seconds ago after a jump forward")]
    [TestCase(1300, 5200, 700, ExpectedResult = 1300, TestName = "It ended before the clock jumped forward")]
    [TestCase(1300, -2000, 700, ExpectedResult = 1300, TestName = "It ended before the clock jumped back")]
    [TestCase(5200, 1600, 700, ExpectedResult = 1600, TestName = "A clock that was wrong at the end and has been set right since")]
    [TestCase(null, 5200, 700, ExpectedResult = 1600, TestName = "Nobody knows when it ended")]
    [TestCase(99_999, -2000, 700, ExpectedResult = 1600, TestName = "An end that no clock showed is now")]
    public long The_end_is_told_by_the_boot_clock_when_the_wall_clock_was_set(int? finished, int now, int uptime) =>
        End(finished, now, uptime, _boot).At / 1000;

    [TestCase(1600, 1600, ExpectedResult = false)]
    [TestCase(5200, 5200, ExpectedResult = true)]
    [TestCase(-2000, -2000, ExpectedResult = true)]
    public bool A_jump_is_told(int finished, int now) => End(finished, now, 700, _boot).ClockWasSet;

    [TestCase(1600, 1700, ExpectedResult = 1600)]
    [TestCase(300, 400, ExpectedResult = 1000, TestName = "A machine whose clock starts in the past ends nothing before it began")]
    public long After_a_reboot_the_wall_clock_is_all_there_is(int finished, int now) =>
        End(finished, now, 5, Guid.NewGuid()).At / 1000;

    private static RunEnd End(int? finished, int now, int uptime, Guid boot) => RunEnd.Of(
        _start, finished * 1000L, now * 1000L, TimeSpan.FromSeconds(uptime), boot, _tolerance);
}
