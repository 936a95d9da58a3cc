using System.Globalization;
using System.Runtime.InteropServices;
using DePin.Benchmark.Figures;
using DePin.Benchmark.Gpus.Checks;
using DePin.Benchmark.Gpus.Launching;
using DePin.Benchmark.Machine.Kernels;

namespace DePin.Benchmark.Gpus.Measuring;

/// <summary>
/// The way between the machine and a GPU: how fast page-locked memory is copied over it, and what the shortest trip and a launch take.
/// </summary>
internal sealed class LinkFigures(GpuTimer timer, uint seed)
{
    private const int WordBytes = sizeof(uint);

    /// <exception cref="WrongResultException">What arrived was something else.</exception>
    public GpuMeasurement TakeRate(GpuFigure figure, CancellationToken token)
    {
        long host = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        int bytes = (int)GpuSizes.Link(timer.Gpu.FreeBytes(), host, timer.Plan);
        using PinnedBuffer from = timer.Gpu.AllocatePinned(bytes), to = timer.Gpu.AllocatePinned(bytes);
        using DeviceBuffer there = timer.Gpu.Allocate(bytes), back = timer.Gpu.Allocate(bytes);
        using PatternWords words = new(timer.Gpu, timer.Stream, seed);
        FillHost(from.Bytes);
        to.Bytes.Clear();
        words.Fill(back, 0, inverse: false);
        timer.Stream.Fill(there, 0);
        timer.Stream.Synchronize();
        bool sends = figure != GpuFigure.PcieFromGpu, receives = figure != GpuFigure.PcieToGpu;
        (IReadOnlyList<double> seconds, GpuConditions? conditions) = timer.InWindows(Queue, token);
        if (sends)
        {
            words.Check(there, 0, inverse: false);
            Require(words.Conclude().WrongBits == 0, "what was copied to the GPU is not what was sent");
        }

        Require(!receives || to.Bytes.SequenceEqual(from.Bytes), "what was copied from the GPU is not what it had");
        double moved = (sends ? bytes : 0.0) + (receives ? bytes : 0.0);
        return GpuMeasurement.Of(
            figure, MeasurementUnit.BytesPerSecond, seconds.Select(window => moved / window),
            string.Create(CultureInfo.InvariantCulture, $"{bytes >> 20} MiB of random data in page-locked memory, every byte compared"),
            conditions);

        void Queue()
        {
            if (sends)
            {
                timer.Stream.CopyTo(there, from, bytes);
            }

            if (receives)
            {
                timer.Beside.CopyFrom(back, 0, to, bytes);
            }
        }
    }

    /// <summary>Times, by the host's clock.</summary>
    public GpuMeasurement TakeTime(GpuFigure figure, CancellationToken token)
    {
        GpuKernel nothing = timer.Gpu.Kernel("launch_nothing");
        bool copies = figure == GpuFigure.PcieLatency;
        using PinnedBuffer? host = copies ? timer.Gpu.AllocatePinned(WordBytes) : null;
        using DeviceBuffer? there = copies ? timer.Gpu.Allocate(WordBytes) : null;
        (Action queue, bool waits, string method) = figure switch
        {
            GpuFigure.PcieLatency => ((Action)Copied, true, "4 bytes copied and waited for"),
            GpuFigure.LaunchRoundTrip => (Launched, true, "an empty kernel launched and waited for"),
            GpuFigure.Launch => (Launched, false, "empty kernels launched in a row, none waited for"),
            _ => throw new ArgumentOutOfRangeException(nameof(figure)),
        };
        IReadOnlyList<double> seconds = timer.OneByOne(Operation, token);
        timer.Stream.Synchronize();
        return GpuMeasurement.Of(figure, MeasurementUnit.Seconds, seconds, method, null);

        void Copied() => timer.Stream.CopyTo(there!, host!, WordBytes);

        void Launched() => nothing.Blocks(timer.Stream, 1);

        void Operation()
        {
            queue();
            if (waits)
            {
                timer.Stream.Synchronize();
            }
        }
    }

    private void FillHost(Span<byte> memory)
    {
        Span<uint> words = MemoryMarshal.Cast<byte, uint>(memory);
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = PatternWords.Word((ulong)i, seed);
        }
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new WrongResultException(otherwise);
        }
    }
}
