using DePin.Protocol.Jobs;
using DePin.Scheduler.Engine;

namespace DePin.Scheduler.Artifacts;

/// <summary>What one attempt has sent and is sending: its size is bounded, and a content is written by one call at a time.</summary>
/// <param name="found">Contents and their bytes that arrived under an earlier process of the scheduler.</param>
internal sealed class AttemptUploads(IEnumerable<(ContentHash Hash, long Bytes)> found)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ContentHash, (long Bytes, SemaphoreSlim Turn)> _contents =
        found.ToDictionary(one => one.Hash, one => (one.Bytes, new SemaphoreSlim(1, 1)));
    private readonly Dictionary<ContentHash, (long Bytes, SemaphoreSlim Turn)> _passing = [];
    private long _bytes = found.Sum(one => one.Bytes);
    private volatile bool _closed;

    /// <summary>The attempt has ended: what is still being written must be thrown away by who writes it.</summary>
    public bool IsClosed => _closed;

    public void Close() => _closed = true;

    /// <summary>Makes room for a content and gives the turn to write it; refuses what the job cannot have written.</summary>
    public Answer<SemaphoreSlim> Admit(ContentHash hash, long size, JobResources resources)
    {
        lock (_gate)
        {
            bool known = _contents.TryGetValue(hash, out (long Bytes, SemaphoreSlim Turn) content);
            long grown = Math.Max(size, content.Bytes);
            long more = grown - content.Bytes;
            int contents = _contents.Count + (known ? 0 : 1);
            long bytes = more > long.MaxValue - _bytes ? long.MaxValue : _bytes + more;
            if (DeliveryLimit.Arrival(resources, contents, bytes) is { } refusal)
            {
                return refusal;
            }

            SemaphoreSlim turn = content.Turn ?? new SemaphoreSlim(1, 1);
            _contents[hash] = (grown, turn);
            _bytes = bytes;
            return turn;
        }
    }

    /// <summary>
    /// Gives the turn to write a content that is counted elsewhere once it is whole: what is under way at once is bounded.
    /// </summary>
    public Answer<SemaphoreSlim> Pass(ContentHash hash, long size, JobResources resources)
    {
        lock (_gate)
        {
            (long Bytes, SemaphoreSlim? Turn) content = _passing.GetValueOrDefault(hash);
            long bytes = _passing.Values.Sum(one => one.Bytes) - content.Bytes;
            long all = size > long.MaxValue - bytes ? long.MaxValue : bytes + size;
            if (DeliveryLimit.Arrival(resources, _passing.Count + 1, all) is { } refusal)
            {
                return refusal;
            }

            SemaphoreSlim turn = content.Turn ?? new SemaphoreSlim(1, 1);
            _passing[hash] = (size, turn);
            return turn;
        }
    }

    /// <summary>A content of <see cref="Pass"/> is whole, or was not what it was said to be.</summary>
    public void Passed(ContentHash hash)
    {
        lock (_gate)
        {
            _passing.Remove(hash);
        }
    }
}
