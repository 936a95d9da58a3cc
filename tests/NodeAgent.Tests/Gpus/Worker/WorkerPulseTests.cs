using DePin.Benchmark.Gpus.Worker;
using DePin.NodeAgent.Gpus.Worker;

namespace DePin.NodeAgent.Tests.Gpus.Worker;

/// <summary>When a worker is waited for no longer, second by second on a clock of the test's.</summary>
public sealed class WorkerPulseTests
{
    private static readonly WorkerLimits _limits = WorkerLimits.Default;

    private readonly HandClock _clock = new();

    [Test]
    public void Work_that_gets_on_is_waited_for_as_long_as_it_takes()
    {
        WorkerPulse pulse = Begin();
        for (int minute = 0; minute < 60; minute++)
        {
            Assert.That(After(pulse, 60, new GpuWord.Busy("cuStreamSynchronize", 0.3, Waits: true)), Is.Null, $"minute {minute}");
            pulse.Hear(new GpuWord.Round((uint)minute, 60));
        }
    }

    [Test]
    public void Work_that_does_not_is_ended_although_no_call_takes_long()
    {
        WorkerPulse pulse = Begin();
        pulse.Hear(new GpuWord.Round(1, 2));

        Assert.That(After(pulse, _limits.Question.TotalSeconds - 2, new GpuWord.Busy("cuLaunchKernel", 0, Waits: false)), Is.Null);
        Assert.That(
            After(pulse, 3, new GpuWord.Busy("cuLaunchKernel", 0, Waits: false)),
            Is.EqualTo(new WorkerOutcome.Hung("cuLaunchKernel", 300)));
    }

    [Test]
    public void The_gpu_is_waited_for_longer_than_the_driver()
    {
        Assert.That(In(Begin(), "cuMemAlloc_v2", waits: false), Is.EqualTo(_limits.Call.TotalSeconds));
        Assert.That(In(Begin(), "cuStreamSynchronize", waits: true), Is.EqualTo(_limits.Wait.TotalSeconds));
    }

    [Test]
    public void Silence_is_the_end_of_a_worker()
    {
        WorkerPulse pulse = Begin();
        _clock.Pass(TimeSpan.FromSeconds(_limits.Silence.TotalSeconds - 1));
        Assert.That(pulse.Overdue(), Is.Null);
        _clock.Pass(TimeSpan.FromSeconds(1));
        Assert.That(pulse.Overdue(), Is.EqualTo(new WorkerOutcome.Silent(_limits.Silence.TotalSeconds)));
    }

    private WorkerPulse Begin()
    {
        WorkerPulse pulse = new(_limits, _clock);
        _clock.Pass(TimeSpan.FromHours(1));
        pulse.Begin();
        return pulse;
    }

    /// <summary>The word is said every second, so long.</summary>
    private WorkerOutcome? After(WorkerPulse pulse, double seconds, GpuWord word)
    {
        WorkerOutcome? outcome = null;
        for (int second = 0; second < seconds && outcome is null; second++)
        {
            _clock.Pass(TimeSpan.FromSeconds(1));
            pulse.Hear(word);
            outcome = pulse.Overdue();
        }

        return outcome;
    }

    /// <returns>After how many seconds in one call it is ended.</returns>
    private double In(WorkerPulse pulse, string call, bool waits)
    {
        for (int second = 1; ; second++)
        {
            _clock.Pass(TimeSpan.FromSeconds(1));
            pulse.Hear(new GpuWord.Busy(call, second, waits));
            if (pulse.Overdue() is WorkerOutcome.Hung(var hung, var seconds))
            {
                Assert.That(hung, Is.EqualTo(call));
                return seconds;
            }
        }
    }

    private sealed class HandClock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Pass(TimeSpan time) => _now += time.Ticks;
    }
}
