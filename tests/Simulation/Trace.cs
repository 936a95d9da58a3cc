using DePin.Simulation.Clock;

namespace DePin.Simulation;

/// <summary>What happened: the last lines for who reads a failure, and a hash over all of them for who compares two runs.</summary>
internal sealed class Trace(Clockwork clockwork)
{
    private const int Kept = 120;
    private const ulong FnvPrime = 1099511628211;
    private readonly Queue<string> _tail = new();

    /// <summary>FNV-1a over every line and its time.</summary>
    public ulong Hash { get; private set; } = 14695981039346656037;

    public IEnumerable<string> Tail => _tail;

    /// <summary>Set: every line goes here too.</summary>
    public Action<string>? Also { get; init; }

    public void Say(string line)
    {
        Mix((ulong)clockwork.Now);
        foreach (char letter in line)
        {
            Mix(letter);
        }

        string timed = $"{clockwork.Time.TotalSeconds,10:0.000}  {line}";
        Also?.Invoke(timed);
        _tail.Enqueue(timed);
        if (_tail.Count > Kept)
        {
            _tail.Dequeue();
        }
    }

    private void Mix(ulong value) => Hash = (Hash ^ value) * FnvPrime;
}
