using DePin.NodeAgent.Attempts;

namespace DePin.NodeAgent.Tests.Attempts;

public sealed class CrashPointTests
{
    [TestCase("Pull", Step.Pull, StepMoment.Before, 1)]
    [TestCase("createcontainer:after", Step.CreateContainer, StepMoment.After, 1)]
    [TestCase("SendLog:Before:3", Step.SendLog, StepMoment.Before, 3)]
    public void A_point_is_step_moment_and_occurrence(string text, Step step, StepMoment moment, int occurrence)
    {
        Assert.That(CrashPoint.TryParse(text, out CrashPoint? point), Is.True);
        Assert.That(point, Is.EqualTo(new CrashPoint(step, moment, occurrence)));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("Nothing")]
    [TestCase("3")]
    [TestCase("Pull:during")]
    [TestCase("Pull:after:0")]
    [TestCase("Pull:after:-1")]
    [TestCase("Pull:after:1:2")]
    public void Anything_else_is_refused(string? text) => Assert.That(CrashPoint.TryParse(text, out _), Is.False);
}
