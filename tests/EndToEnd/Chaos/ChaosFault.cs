using DePin.NodeAgent.Attempts;

namespace DePin.EndToEnd.Chaos;

/// <summary>One blow: who is killed with SIGKILL.</summary>
internal abstract record ChaosFault
{
    private ChaosFault()
    {
    }

    /// <summary>Whatever it does at that moment.</summary>
    internal sealed record Agent : ChaosFault;

    /// <summary>Killed, then made to die again before or after an effect of its own choosing.</summary>
    internal sealed record AgentAtStep(CrashPoint Point) : ChaosFault;

    internal sealed record Scheduler : ChaosFault;

    internal sealed record AgentAndScheduler : ChaosFault;

    /// <summary>dockerd and its containerd; containers live on (<c>live-restore</c>).</summary>
    internal sealed record Engine : ChaosFault;

    /// <summary>Processes that die by it.</summary>
    public int Kills => this is AgentAtStep or AgentAndScheduler ? 2 : 1;

    /// <summary>For the report.</summary>
    public string Victim => this switch
    {
        Agent => "agent",
        AgentAtStep => "agent at a step",
        Scheduler => "scheduler",
        AgentAndScheduler => "agent and scheduler",
        Engine => "dockerd",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public sealed override string ToString() =>
        this is AgentAtStep { Point: var at } ? $"agent {at.Moment} {at.Step} ({at.Occurrence})" : Victim;

    public static ChaosFault Draw(Random random) => random.Next(100) switch
    {
        < 30 => new Agent(),
        < 70 => new AgentAtStep(DrawPoint(random)),
        < 85 => new Scheduler(),
        < 92 => new AgentAndScheduler(),
        _ => new Engine(),
    };

    private static CrashPoint DrawPoint(Random random)
    {
        Step[] steps = Enum.GetValues<Step>();
        return new CrashPoint(
            steps[random.Next(steps.Length)], random.Next(2) == 0 ? StepMoment.Before : StepMoment.After, random.Next(1, 4));
    }
}
