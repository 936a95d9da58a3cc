using DePin.Benchmark.Machine;
using DePin.Benchmark.Machine.Kernels;

namespace DePin.Benchmark.Tests.Machine;

public sealed class KernelTests
{
    private static readonly BenchPlan Short =
        BenchPlan.Quick with { WarmUp = TimeSpan.Zero, Window = TimeSpan.FromMilliseconds(2), Windows = 3 };

    [Test]
    public void An_fp32_step_counts_two_operations_for_each_lane_chain_and_iteration()
    {
        using Fp32Kernel kernel = new();
        Assert.That(kernel.Step(), Is.EqualTo(2L * (Fp32Kernel.VectorBits == 512 ? 16 : 12) * (Fp32Kernel.VectorBits / 32) * 8192));
    }

    [Test]
    public void Memory_kernels_walk_all_their_parts_and_verify()
    {
        const long Bytes = 24L << 20;
        Func<IKernel>[] kinds = [() => new MemoryReadKernel(Bytes), () => new MemoryCopyKernel(Bytes), () => new MemoryTriadKernel(Bytes)];
        foreach (Func<IKernel> create in kinds)
        {
            using IKernel kernel = create();
            for (int step = 0; step < 9; step++)
            {
                Assert.That(kernel.Step(), Is.GreaterThanOrEqualTo(4 << 20));
            }

            Assert.That(kernel.Verify, Throws.Nothing, kernel.GetType().Name);
        }
    }

    [Test, CancelAfter(10_000)]
    public void A_gang_sums_what_its_threads_did(CancellationToken token)
    {
        IReadOnlyList<double> one = new KernelGang(Short, new SteppingTime()).Run(1, () => new CountingKernel(), token);
        Assert.That(one, Has.Count.EqualTo(3));

        // Each look at this clock moves it by one millisecond: a window is two steps of 1000 in two milliseconds.
        Assert.That(one, Is.All.EqualTo(1e6).Within(1).Percent);
    }

    [Test, CancelAfter(10_000)]
    public void A_wrong_result_on_one_thread_stops_the_whole_gang(CancellationToken token)
    {
        int made = 0, alive = 0;
        CountingKernel Make() => new()
        {
            FailAt = Interlocked.Increment(ref made) == 2 ? 1000 : -1,
            OnDispose = () => Interlocked.Decrement(ref alive),
        };
        KernelGang gang = new(Short with { Window = TimeSpan.FromMinutes(5) }, TimeProvider.System);
        Assert.That(
            () => gang.Run(3, () =>
            {
                Interlocked.Increment(ref alive);
                return Make();
            }, token),
            Throws.TypeOf<WrongResultException>());
        Assert.That((made, alive), Is.EqualTo((3, 0)));
    }

    [Test, CancelAfter(10_000)]
    public void A_cancelled_gang_ends_before_its_window(CancellationToken token)
    {
        using CancellationTokenSource cancel = CancellationTokenSource.CreateLinkedTokenSource(token);
        KernelGang gang = new(Short with { Window = TimeSpan.FromMinutes(5) }, TimeProvider.System);
        Assert.That(
            () => gang.Run(2, () => new CountingKernel { OnStep = cancel.Cancel }, cancel.Token),
            Throws.InstanceOf<OperationCanceledException>());
    }

    /// <summary>Moves one millisecond each time it is read.</summary>
    private sealed class SteppingTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => Interlocked.Increment(ref _ticks);
    }

    private sealed class CountingKernel : IKernel
    {
        private int _steps;

        public int FailAt { get; init; } = -1;

        public Action OnStep { get; init; } = () => { };

        public Action OnDispose { get; init; } = () => { };

        public long Step()
        {
            OnStep();
            return ++_steps == FailAt ? throw new WrongResultException("told to") : 1000;
        }

        public void Verify()
        {
        }

        public void Dispose() => OnDispose();
    }
}
