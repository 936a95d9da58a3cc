using DePin.Ptx.Tests.Text;

namespace DePin.Ptx.Tests.Machine;

/// <summary>
/// A block's shared memory. For each word it knows who wrote it last and who has read it since, by the warps' clocks, so every access that
/// is not ordered after the ones before it is an error, whatever the order happened to be in this run.
/// </summary>
/// <remarks>A warp is one agent: races between its own lanes are not seen.</remarks>
public sealed class SharedMemory
{
    /// <summary>Writers from here on are bulk copies, by the index of their barrier.</summary>
    public const int BulkWriter = 64;

    private const int Nobody = -1;
    private const int WordBytes = 4;

    private readonly byte[] _bytes;
    private readonly int[] _writer;
    private readonly int[] _stamp;
    private readonly bool[] _arriving;
    private readonly int[] _asyncReaders;
    private readonly int[] _readAt;
    private readonly int _warps;

    public SharedMemory(Block block, int bytes, int warps)
    {
        int words = (bytes + WordBytes - 1) / WordBytes;
        (_bytes, _writer, _stamp, _warps) = (new byte[words * WordBytes], new int[words], new int[words], warps);
        (_arriving, _asyncReaders, _readAt) = (new bool[words], new int[words], new int[words * warps]);
        block.Random.NextBytes(_bytes);
        Array.Fill(_writer, Nobody);
    }

    public ReadOnlySpan<byte> Load(Warp warp, ulong address, int bytes)
    {
        foreach (int word in Words(address, bytes))
        {
            RequireVisible(warp, word);
            _readAt[(word * _warps) + warp.Index] = warp.Clock[warp.Index];
        }

        return _bytes.AsSpan((int)address, bytes);
    }

    public Span<byte> Store(Warp warp, ulong address, int bytes)
    {
        foreach (int word in Words(address, bytes))
        {
            RequireFree(warp, word);
            (_writer[word], _stamp[word]) = (warp.Index, warp.Clock[warp.Index]);
        }

        return _bytes.AsSpan((int)address, bytes);
    }

    /// <summary>A copy into this place begins: from now on nobody may touch it.</summary>
    public void BeginCopy(Warp warp, ulong address, int bytes)
    {
        foreach (int word in Words(address, bytes))
        {
            RequireFree(warp, word);
            _arriving[word] = true;
        }
    }

    /// <param name="stamp">The warp's clock, or the barrier's phase, that has to be reached to see it.</param>
    public Span<byte> EndCopy(ulong address, int bytes, int writer, int stamp)
    {
        foreach (int word in Words(address, bytes))
        {
            (_arriving[word], _writer[word], _stamp[word]) = (false, writer, stamp);
        }

        return _bytes.AsSpan((int)address, bytes);
    }

    /// <summary>A tensor core begins to read here, and may at any time until <see cref="EndAsyncRead"/>.</summary>
    public void BeginAsyncRead(Warp warp, ulong address, int bytes)
    {
        foreach (int word in Words(address, bytes))
        {
            RequireVisible(warp, word);
            if (_writer[word] is var writer and < BulkWriter && !warp.Block.HasFenced(writer, _stamp[word]))
            {
                throw new PtxException($"an asynchronous read of shared word {word}, which no fence.proxy.async follows the writing of");
            }

            _asyncReaders[word]++;
        }
    }

    public ReadOnlySpan<byte> EndAsyncRead(Warp warp, ulong address, int bytes)
    {
        foreach (int word in Words(address, bytes))
        {
            _asyncReaders[word]--;
            _readAt[(word * _warps) + warp.Index] = warp.Clock[warp.Index];
        }

        return _bytes.AsSpan((int)address, bytes);
    }

    private Range32 Words(ulong address, int bytes)
    {
        if (address + (ulong)bytes > (ulong)_bytes.Length)
        {
            throw new PtxException($"access of {bytes} bytes at {address} of {_bytes.Length} bytes of shared memory");
        }

        return address % (ulong)Math.Min(bytes, 16) == 0
            ? new Range32((int)address / WordBytes, ((int)address + bytes + WordBytes - 1) / WordBytes)
            : throw new PtxException($"misaligned access of {bytes} bytes at {address} of shared memory");
    }

    private void RequireVisible(Warp warp, int word)
    {
        int writer = _writer[word];
        string? fault = _arriving[word] ? "a copy is still writing"
            : writer == Nobody ? "nobody has written"
            : writer >= BulkWriter && warp.Seen[writer - BulkWriter] <= _stamp[word]
                ? "a bulk copy wrote whose barrier it has not waited for"
            : writer < BulkWriter && !warp.Has(writer, _stamp[word]) ? $"warp {writer} wrote with no barrier between"
            : null;
        if (fault is not null)
        {
            throw new PtxException($"warp {warp.Index} reads shared word {word}, which {fault}");
        }
    }

    private void RequireFree(Warp warp, int word)
    {
        int writer = _writer[word], reader = Reader(warp, word);
        string? fault = _arriving[word] ? "a copy is still writing"
            : _asyncReaders[word] > 0 ? "a tensor core is still reading"
            : writer is >= 0 and < BulkWriter && !warp.Has(writer, _stamp[word]) ? $"warp {writer} wrote with no barrier between"
            : reader >= 0 ? $"warp {reader} read with no barrier between"
            : null;
        if (fault is not null)
        {
            throw new PtxException($"warp {warp.Index} writes shared word {word}, which {fault}");
        }
    }

    /// <summary>A warp that read the word, which this one has not heard of; -1 for none.</summary>
    private int Reader(Warp warp, int word)
    {
        for (int other = 0; other < _warps; other++)
        {
            if (!warp.Has(other, _readAt[(word * _warps) + other]))
            {
                return other;
            }
        }

        return -1;
    }
}
