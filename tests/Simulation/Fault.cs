using DePin.NodeAgent.Attempts;
using DePin.Simulation.Network;

namespace DePin.Simulation;

/// <summary>Something that goes wrong in a world.</summary>
internal abstract record Fault
{
    /// <summary>No job here writes checkpoints.</summary>
    private static readonly Step[] _steps = [.. Enum.GetValues<Step>().Where(step => !$"{step}".Contains("Checkpoint"))];

    private Fault()
    {
    }

    public abstract void Strike(World world);

    /// <summary>The agent is killed.</summary>
    public sealed record AgentDies(int Node, TimeSpan Away) : Fault
    {
        public override void Strike(World world) => world.Nodes[Node].Crash(Away);
    }

    /// <summary>The agent is killed the next time it takes this step.</summary>
    public sealed record AgentDiesIn(int Node, CrashPoint Point) : Fault
    {
        public override void Strike(World world) => world.Nodes[Node].Mortal = Point;
    }

    public sealed record PowerLost(int Node, TimeSpan Away) : Fault
    {
        public override void Strike(World world) => world.Nodes[Node].Reboot(Away);
    }

    public sealed record EngineRestarts(int Node, TimeSpan Away, bool Kills) : Fault
    {
        public override void Strike(World world) => world.Nodes[Node].Engine.Restart(Away, Kills);
    }

    /// <summary>Agent and engine are stopped together, as an upgrade of both does; the engine is back first.</summary>
    public sealed record BothRestart(int Node, TimeSpan Away) : Fault
    {
        public override void Strike(World world)
        {
            world.Nodes[Node].Crash(Away);
            world.Nodes[Node].Engine.Restart(Away * 0.8, kills: false);
        }
    }

    public sealed record DiskFull(int Node, TimeSpan Lasts) : Fault
    {
        public override void Strike(World world) => world.Nodes[Node].DiskFullUntil = world.Clockwork.Time + Lasts;
    }

    /// <summary>A node is cut off, in one direction or both.</summary>
    public sealed record Partition(int Node, TimeSpan Lasts, bool Up, bool Down) : Fault
    {
        public override void Strike(World world)
        {
            Link link = world.Nodes[Node].Link;
            world.Trace.Say($"{world.Nodes[Node].Name} is cut off{(Up ? " up" : "")}{(Down ? " down" : "")}");
            (link.UpIsCut, link.DownIsCut) = (Up, Down);
            world.Clockwork.After(Lasts, () =>
            {
                world.Trace.Say($"{world.Nodes[Node].Name} is joined again");
                (link.UpIsCut, link.DownIsCut) = (false, false);
            });
        }
    }

    public sealed record SchedulerDies(TimeSpan Away) : Fault
    {
        public override void Strike(World world) => world.Scheduler.Crash(Away);
    }

    /// <summary>The scheduler dies around one of its next commits: before it, or between it and the replies.</summary>
    public sealed record SchedulerDiesAround(int Writes, bool Before) : Fault
    {
        public override void Strike(World world) => world.Scheduler.Mortal = (Writes, Before);
    }

    /// <summary>Somebody sets a machine's clock; null: the scheduler's.</summary>
    public sealed record ClockIsSet(int? Node, TimeSpan Offset) : Fault
    {
        public override void Strike(World world)
        {
            if (Node is { } number)
            {
                world.Nodes[number].WallOffset = Offset;
            }
            else
            {
                world.Scheduler.WallOffset = Offset;
            }
        }
    }

    /// <param name="isLong">Of a world in which leases shall run out.</param>
    public static Fault Of(Random random, int nodes, bool isLong)
    {
        int node = random.Next(nodes);
        TimeSpan Seconds(int most) => TimeSpan.FromSeconds(most * random.NextDouble());
        StepMoment moment = random.Next(2) == 0 ? StepMoment.Before : StepMoment.After;
        if (isLong && random.Next(2) == 0)
        {
            return random.Next(3) switch
            {
                0 => new SchedulerDies(Seconds(40)),
                1 => new AgentDies(node, TimeSpan.FromSeconds(100) + Seconds(150)),
                _ => new Partition(node, TimeSpan.FromSeconds(100) + Seconds(150), true, random.Next(2) == 0),
            };
        }

        return random.Next(21) switch
        {
            < 2 => new AgentDies(node, Seconds(random.Next(4) == 0 ? 250 : 15)),
            < 9 => new AgentDiesIn(node, new CrashPoint(_steps[random.Next(_steps.Length)], moment, 1 + random.Next(3))),
            9 => new PowerLost(node, TimeSpan.FromSeconds(20) + Seconds(100)),
            < 12 => new EngineRestarts(node, Seconds(25), random.Next(2) == 0),
            12 => new DiskFull(node, Seconds(20)),
            < 16 => new Partition(node, Seconds(random.Next(2) == 0 ? 30 : 240), random.Next(3) > 0, random.Next(3) > 0),
            16 => new SchedulerDies(Seconds(90)),
            20 => new BothRestart(node, Seconds(15)),
            < 19 => new SchedulerDiesAround(random.Next(8), random.Next(2) == 0),
            _ => new ClockIsSet(random.Next(nodes + 1) is var some && some < nodes ? some : null, Seconds(100) - TimeSpan.FromSeconds(50)),
        };
    }
}
