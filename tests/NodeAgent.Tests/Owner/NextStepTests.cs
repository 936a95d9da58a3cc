using DePin.NodeAgent.Configuration;
using DePin.NodeAgent.Owner;

namespace DePin.NodeAgent.Tests.Owner;

/// <summary>What status tells an owner to do, for each state of a node. Pure.</summary>
public sealed class NextStepTests
{
    private static readonly NodeStatus _well = SampleSnapshot.Of().Status;

    private static readonly DrainStatus _drain = new() { ByOwner = true, ByOperator = false, Since = SampleSnapshot.Now };

    private static readonly NodeProblem _problem = new(SampleSnapshot.Now, "It is so.", "Do that.");

    [Test]
    public void A_node_that_is_well_needs_nothing() => Assert.That(NextStep.Of(_well), Is.Null);

    [TestCase(0, 0, null, "may be switched off. 'depin-node up'")]
    [TestCase(0, 1, null, "until what ended is delivered")]
    [TestCase(1, 0, null, "'depin-node down'")]
    [TestCase(1, 0, SampleSnapshot.Now, "is stopped at that time")]
    public void A_drain_says_what_it_waits_for(int running, int undelivered, long? stopAt, string step) => Assert.That(
        NextStep.Of(_well with { Drain = _drain with { StopAt = stopAt }, Draining = true, Running = running, Undelivered = undelivered }),
        Does.Contain(step).And.Contain("depin-node up"));

    [Test]
    public void An_operators_drain_is_not_the_owners_to_end()
    {
        string? step = NextStep.Of(_well with { Drain = _drain with { ByOwner = false, ByOperator = true } });

        Assert.That(step, Does.Contain("operator").And.Not.Contain("depin-node up"));
    }

    [Test]
    public void Whatever_keeps_work_away_comes_with_its_own_remedy()
    {
        NodeStatus[] troubled =
        [
            _well with { Engine = new EngineStatus { Available = false, Problems = [_problem] }, Drain = _drain },
            _well with { Clock = _problem, Drain = _drain },
            _well with { Accepting = false, LastProblem = _problem },
        ];

        Assert.That(troubled.Select(NextStep.Of), Has.All.EqualTo("Do that."));
    }

    [Test]
    public void A_configuration_that_does_not_hold_says_how_it_will()
    {
        ReloadReport waits = new() { NeedRestart = ["scheduler.url"] };
        ReloadReport wrong = new() { Errors = [new ConfigurationError("node.yaml:1:1", "x", null, "is wrong", "write y")] };

        string? step = NextStep.Of(_well with { Configuration = waits });
        Assert.That(step, Does.Contain("systemctl restart depin-node").And.Contain("scheduler.url"));
        Assert.That(NextStep.Of(_well with { Configuration = wrong }), Does.Contain("config check").And.Contain("config reload"));
        Assert.That(NextStep.Of(_well with { Configuration = new ReloadReport() }), Is.Null);
    }
}
