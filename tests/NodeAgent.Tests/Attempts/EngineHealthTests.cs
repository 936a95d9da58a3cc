using DePin.Attestation;
using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Journal;
using DePin.NodeAgent.Tests.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace DePin.NodeAgent.Tests.Attempts;

/// <summary>Whether somebody read the last of what a container wrote, by when the engine was away.</summary>
public sealed class EngineHealthTests
{
    private readonly TemporaryDirectory _directory = new();
    private readonly SetClock _clock = new();
    private NodeJournal _journal = null!;

    [SetUp]
    public void Open() => _journal = NodeJournal.Open(
        Path.Combine(_directory.Path, "journal.db"), PrivateKey.Create().Address, Steps.Unwatched, _clock, BootClock.KernelBoot);

    [TearDown]
    public void Remove()
    {
        _journal.Dispose();
        _directory.Dispose();
    }

    [TestCase(-60, 3600, ExpectedResult = false, TestName = "It ended long before the outage")]
    [TestCase(-2, -1, ExpectedResult = false, TestName = "It ended right before the outage and was read before it")]
    [TestCase(-2, 3600, ExpectedResult = true, TestName = "It ended right before the outage was noticed and was read afterwards")]
    [TestCase(30, 3600, ExpectedResult = true, TestName = "It ended in the outage")]
    [TestCase(1800, 3600, ExpectedResult = false, TestName = "It ended when the engine was back")]
    public bool The_end_of_a_log_may_have_been_missed(int endedAfter, int readAfter)
    {
        EngineHealth health = Health();
        health.Away(Broken());
        long from = _journal.Facts.Outage!.From;
        _clock.Ahead += TimeSpan.FromMinutes(1);
        health.Answered();

        return Health().MayHaveMissedTheEnd(from - 3_600_000, from + (endedAfter * 1000L), from + (readAfter * 1000L), since: null);
    }

    [TestCase(-90, -60, 3600, ExpectedResult = true, TestName = "It ended before this engine began and was read by it")]
    [TestCase(-90, -60, -50, ExpectedResult = false, TestName = "It was read by the engine before this one")]
    [TestCase(-90, 60, 3600, ExpectedResult = false, TestName = "It ended under this engine")]
    [TestCase(-90, 1, 3600, ExpectedResult = true, TestName = "It ended while this engine was not reading yet")]
    [TestCase(0, 1, 3600, ExpectedResult = false, TestName = "It was started by this engine")]
    public bool The_end_of_a_log_may_have_been_missed_by_an_engine_that_was_restarted(int startedAfter, int endedAfter, int readAfter) =>
        Health().MayHaveMissedTheEnd(At(startedAfter), At(endedAfter), At(readAfter), since: At(0));

    [Test]
    public void An_outage_is_remembered_with_its_reason_and_ends_once()
    {
        Health().Away(Broken());
        EngineHealth next = Health();

        Assert.That(next.Problem, Is.EqualTo("the socket is closed"));
        next.Answered();
        Assert.That(next.Problem, Is.Null);
        Assert.That(Health().Problem, Is.Null);
    }

    private static long At(int second) => 10_000_000 + (second * 1000L);

    private EngineHealth Health() => new(new AgentRules(), _journal, _clock, new Random(1), NullLogger<EngineHealth>.Instance);

    private static EngineUnavailableException Broken() => new("the socket is closed", new IOException());
}
