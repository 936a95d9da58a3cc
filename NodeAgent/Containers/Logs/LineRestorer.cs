namespace DePin.NodeAgent.Containers.Logs;

/// <summary>
/// Gives back the line feeds that the <c>local</c> log driver of Docker 20.10 drops (seen on 20.10.24). The engine cuts a line into
/// pieces of 16 KiB; this driver adds the line feed to a line of one piece and forgets it behind the last piece of several. A
/// shorter piece that follows a full one on the same stream therefore was the end of a line. One case cannot be told apart: the
/// very last piece of a stream that is not terminated at all gets a line feed too, when its line is longer than 16 KiB.
/// </summary>
internal sealed class LineRestorer
{
    /// <summary>16 KiB, the engine's buffer (moby, <c>daemon/logger/copier.go</c>).</summary>
    public const int PieceBytes = 16 << 10;

    private readonly bool[] _open = new bool[LogFrame.Streams];

    /// <summary>True: a line feed belongs behind this piece.</summary>
    public bool DropsLineFeed(in LogFrame frame)
    {
        bool terminated = frame.Payload.Length > 0 && frame.Payload.Span[^1] == (byte)'\n';
        bool full = !terminated && frame.Payload.Length == PieceBytes;
        bool dropped = _open[frame.Stream] && !terminated && !full;
        _open[frame.Stream] = full;
        return dropped;
    }
}
