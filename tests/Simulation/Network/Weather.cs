namespace DePin.Simulation.Network;

/// <summary>How bad it is out there: probabilities for each call.</summary>
internal sealed record Weather(double LoseRequest, double LoseReply, double Duplicate, double Slow, double EngineCut, double EngineError)
{
    public static Weather Calm { get; } = new(0, 0, 0, 0, 0, 0);

    public static Weather Of(Random random)
    {
        double Some(double most) => random.Next(3) == 0 ? 0 : random.NextDouble() * most;
        return new Weather(Some(0.15), Some(0.15), Some(0.15), Some(0.1), Some(0.05), Some(0.01));
    }
}
