using DePin.Protocol.Jobs;

namespace DePin.Scheduler.Artifacts;

/// <summary>Contents that somebody is about to name: none of them is removed meanwhile.</summary>
internal sealed class ContentPins
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ContentHash, int> _held = [];

    /// <summary>Holds them until disposed. Who is about to name a content pins it first and looks for it then.</summary>
    public IDisposable Hold(IEnumerable<ContentHash> contents)
    {
        ContentHash[] all = [.. contents];
        lock (_gate)
        {
            foreach (ContentHash content in all)
            {
                _held[content] = _held.GetValueOrDefault(content) + 1;
            }
        }

        return new Held(this, all);
    }

    /// <summary>Removes a content that is neither held nor named, both seen at one moment: nobody begins to hold it in between.</summary>
    public bool Remove(ContentHash content, Func<ContentHash, bool> isNamed, Action remove)
    {
        lock (_gate)
        {
            if (_held.ContainsKey(content) || isNamed(content))
            {
                return false;
            }

            remove();
            return true;
        }
    }

    private void Release(ContentHash[] contents)
    {
        lock (_gate)
        {
            foreach (ContentHash content in contents)
            {
                if (--_held[content] == 0)
                {
                    _held.Remove(content);
                }
            }
        }
    }

    private sealed class Held(ContentPins pins, ContentHash[] contents) : IDisposable
    {
        private ContentHash[]? _contents = contents;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _contents, null) is { } held)
            {
                pins.Release(held);
            }
        }
    }
}
