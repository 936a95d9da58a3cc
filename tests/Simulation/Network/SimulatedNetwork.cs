using DePin.Simulation.Clock;
using DePin.Simulation.Scheduling;

namespace DePin.Simulation.Network;

/// <summary>
/// Between everybody and the scheduler: loses requests and replies, delays them, so that they overtake each other, and brings some twice.
/// </summary>
internal sealed class SimulatedNetwork(Clockwork clockwork, Random random, Trace trace, SchedulerMachine scheduler)
{
    private static readonly TimeSpan _slowest = TimeSpan.FromSeconds(45);
    private int _calls;

    public Weather Weather { get; set; } = Weather.Calm;

    /// <summary>Sends a call; one of the two is told at most once, neither when all falls silent.</summary>
    public void Send(string sender, Link link, WireCall call, Action<WireAnswer> answered, Action<string> failed)
    {
        string name = $"#{++_calls} {sender} {call.Method} {Short(call.Path)}{call.Query}";
        if (link.UpIsCut || Chance(Weather.LoseRequest))
        {
            trace.Say($"{name} lost");
            Silence(failed);
            return;
        }

        clockwork.After(Latency(), () => Arrive(name, link, call, answered, failed));
        if (Chance(Weather.Duplicate))
        {
            TimeSpan later = Latency() + (_slowest * random.NextDouble());
            clockwork.After(later, () => Arrive(name + " again", link, call, _ => { }, _ => { }));
        }
    }

    private TimeSpan Latency() => Chance(Weather.Slow)
        ? _slowest * random.NextDouble()
        : TimeSpan.FromMilliseconds(1 + (14 * random.NextDouble()));

    private void Arrive(string name, Link link, WireCall call, Action<WireAnswer> answered, Action<string> failed)
    {
        if (!scheduler.IsUp)
        {
            clockwork.After(Latency(), () => failed("connection refused"));
            return;
        }

        trace.Say($"{name} arrives");
        scheduler.Handle(
            call,
            answer =>
            {
                bool lost = link.DownIsCut || Chance(Weather.LoseReply);
                trace.Say($"{name} → {answer.Status}{(lost ? " lost" : "")}");
                if (lost)
                {
                    Silence(failed);
                }
                else
                {
                    clockwork.After(Latency(), () => answered(answer));
                }
            },
            () => Silence(failed));
    }

    /// <summary>A connection may break so that both notice, or so that nobody does.</summary>
    private void Silence(Action<string> failed)
    {
        if (random.Next(2) == 0)
        {
            clockwork.After(TimeSpan.FromSeconds(5 * random.NextDouble()), () => failed("connection reset"));
        }
    }

    private bool Chance(double probability) => probability > 0 && random.NextDouble() < probability;

    private static string Short(string path) =>
        path.Length < 40 ? path : string.Concat(path.AsSpan(0, 24), "…", path.AsSpan(path.LastIndexOf('/')));
}
