using System.Diagnostics.CodeAnalysis;

namespace DePin.Scheduler.Engine;

/// <summary>A bounded queue with one reader, which takes everything that has gathered at once: the batch of a group commit.</summary>
internal sealed class Inbox<T>(int capacity)
{
    // A plain object, since Monitor waits on it.
    private readonly object _lock = new();
    private List<T> _items = [];
    private bool _closed;

    public bool IsClosed
    {
        get
        {
            lock (_lock)
            {
                return _closed;
            }
        }
    }

    /// <summary>False when the inbox is full or closed; the item was not taken.</summary>
    public bool TryPost(T item)
    {
        lock (_lock)
        {
            if (_closed || _items.Count >= capacity)
            {
                return false;
            }

            _items.Add(item);
            Monitor.Pulse(_lock);
            return true;
        }
    }

    /// <summary>Takes nothing more; what is in it is still handed out.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            Monitor.Pulse(_lock);
        }
    }

    /// <summary>Takes what there is, without waiting.</summary>
    public IReadOnlyList<T> TakeAll()
    {
        lock (_lock)
        {
            List<T> batch = _items;
            _items = [];
            return batch;
        }
    }

    /// <summary>Waits for items and takes all of them. False when the inbox is closed and empty.</summary>
    public bool TryTakeAll([NotNullWhen(true)] out IReadOnlyList<T>? batch)
    {
        lock (_lock)
        {
            while (_items.Count == 0)
            {
                if (_closed)
                {
                    batch = null;
                    return false;
                }

                Monitor.Wait(_lock);
            }

            batch = _items;
            _items = [];
            return true;
        }
    }
}
