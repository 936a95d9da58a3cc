using System.Buffers.Binary;
using DePin.Benchmark.Figures;
using DePin.Benchmark.Machine.Kernels;
using DePin.Benchmark.Machine.Native;

namespace DePin.Benchmark.Machine;

/// <summary>Measures the disk under a directory with one nameless temporary file of random data.</summary>
internal sealed class DiskBench : IDisposable
{
    private const int ChunkBytes = 2 * 1024 * 1024;
    private const int BlockBytes = 4096;

    /// <summary>Written and thrown away first: opens the file's extents and tells how large a window must be.</summary>
    private const long WarmUpBytes = 16L << 20;

    private readonly BenchPlan _plan;
    private readonly TimeProvider _time;
    private readonly ScratchFile _file;
    private readonly NativeBuffer _pattern = new(ChunkBytes);
    private readonly long _limit;
    private long _written;

    /// <exception cref="IOException">The directory cannot be written to, or its disk is full.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be written to.</exception>
    public DiskBench(string directory, BenchPlan plan, TimeProvider time)
    {
        _plan = plan;
        _time = time;
        _limit = Math.Min(plan.DiskBytes, new DriveInfo(directory).AvailableFreeSpace / 10) / ChunkBytes * ChunkBytes;
        if (_limit < WarmUpBytes)
        {
            throw new IOException($"less than {WarmUpBytes * 10 >> 20} MiB are free, and at most a tenth of that may be used to measure");
        }

        Random.Shared.NextBytes(_pattern.Bytes);
        _file = ScratchFile.Create(directory);
    }

    /// <summary>Windows of sequential writes, each made durable before its clock stops.</summary>
    public Measurement Write(CancellationToken token)
    {
        double warm = WriteWindow(WarmUpBytes, token);
        long window = (long)Math.Min(warm * _plan.DiskWindow.TotalSeconds, (double)_limit / _plan.DiskWindows);
        window = Math.Max(window / ChunkBytes, 1) * ChunkBytes;
        _written = 0;
        double[] rates = new double[_plan.DiskWindows];
        for (int i = 0; i < rates.Length; i++)
        {
            rates[i] = WriteWindow(window, token);
        }

        return Measurement.Of(
            MachineFigure.DiskWrite, MeasurementUnit.BytesPerSecond, rates, $"{window >> 20} MiB of random data and fsync in each window");
    }

    /// <summary>Single 4 KiB writes, each made durable: over blocks that exist already, as a journal in use does.</summary>
    public Measurement Sync(CancellationToken token)
    {
        long begin = _time.GetTimestamp();
        List<double> seconds = [];
        do
        {
            token.ThrowIfCancellationRequested();
            long offset = (long)seconds.Count * BlockBytes % _written;
            long start = _time.GetTimestamp();
            RandomAccess.Write(_file.Handle, Stamp(offset / ChunkBytes).Slice((int)(offset % ChunkBytes), BlockBytes), offset);
            RandomAccess.FlushToDisk(_file.Handle);
            seconds.Add(_time.GetElapsedTime(start).TotalSeconds);
        }
        while (seconds.Count < _plan.DiskSyncs && _time.GetElapsedTime(begin) < _plan.DiskSyncTime);

        return Measurement.Of(MachineFigure.DiskSync, MeasurementUnit.Seconds, seconds, "4 KiB write and fsync");
    }

    /// <summary>Windows of sequential reads over what was written; every byte is compared, outside the measured time.</summary>
    /// <returns>The measurement, and whether the reads went past the page cache.</returns>
    /// <exception cref="WrongResultException">The disk gave back other bytes.</exception>
    public (Measurement Measurement, bool Direct) Read(CancellationToken token)
    {
        bool direct = _file.BypassCache();
        using NativeBuffer buffer = new(ChunkBytes);
        long window = Math.Max(_written / _plan.DiskWindows / ChunkBytes, 1) * ChunkBytes;
        List<double> rates = [];
        for (long begin = 0; begin + window <= _written && rates.Count < _plan.DiskWindows; begin += window)
        {
            TimeSpan taken = TimeSpan.Zero;
            for (long offset = begin; offset < begin + window; offset += ChunkBytes)
            {
                token.ThrowIfCancellationRequested();
                taken += ReadChunk(buffer, offset);
            }

            rates.Add(window / taken.TotalSeconds);
        }

        string how = direct ? "past the page cache (O_DIRECT)" : "page cache dropped where the file system allows";
        string method = $"{window >> 20} MiB in each window, {how}, compared";
        return (Measurement.Of(MachineFigure.DiskRead, MeasurementUnit.BytesPerSecond, rates, method), direct);
    }

    public void Dispose()
    {
        _file.Dispose();
        _pattern.Dispose();
    }

    private double WriteWindow(long bytes, CancellationToken token)
    {
        long start = _time.GetTimestamp();
        for (long done = 0; done < bytes; done += ChunkBytes)
        {
            token.ThrowIfCancellationRequested();
            RandomAccess.Write(_file.Handle, Stamp(_written / ChunkBytes), _written);
            _written += ChunkBytes;
        }

        RandomAccess.FlushToDisk(_file.Handle);
        return bytes / _time.GetElapsedTime(start).TotalSeconds;
    }

    private TimeSpan ReadChunk(NativeBuffer buffer, long offset)
    {
        long start = _time.GetTimestamp();
        for (int have = 0; have < ChunkBytes;)
        {
            int read = RandomAccess.Read(_file.Handle, buffer.Bytes[have..], offset + have);
            have += read > 0 ? read : throw new WrongResultException($"the disk lost what was written after byte {offset + have}");
        }

        TimeSpan taken = _time.GetElapsedTime(start);
        return buffer.Bytes.SequenceEqual(Stamp(offset / ChunkBytes))
            ? taken
            : throw new WrongResultException($"the disk gave back other bytes than were written at {offset}");
    }

    /// <summary>
    /// The chunk's content: the random pattern with its own number in every block, so that no two chunks are the same to a disk.
    /// </summary>
    private Span<byte> Stamp(long chunk)
    {
        Span<byte> bytes = _pattern.Bytes;
        for (int block = 0; block < ChunkBytes; block += BlockBytes)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes[block..], chunk);
        }

        return bytes;
    }
}
