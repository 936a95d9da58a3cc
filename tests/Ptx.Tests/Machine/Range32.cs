namespace DePin.Ptx.Tests.Machine;

/// <summary>Numbers from a first up to, and without, a last, for foreach without allocation.</summary>
public readonly struct Range32(int from, int to)
{
    public Enumerator GetEnumerator() => new(from, to);

    public struct Enumerator(int from, int to)
    {
        private int _current = from - 1;

        public readonly int Current => _current;

        public bool MoveNext() => ++_current < to;
    }
}
