using DePin.Benchmark.Gpus.Worker;

namespace DePin.NodeAgent.Gpus.Worker;

/// <summary>What came of a question to a GPU worker. After everything but an answer, that worker is gone.</summary>
internal abstract record WorkerOutcome
{
    private WorkerOutcome()
    {
    }

    public sealed record Answered(GpuWord Word) : WorkerOutcome;

    /// <summary>A call of the driver's did not return, and the worker was killed.</summary>
    public sealed record Hung(string Call, double Seconds) : WorkerOutcome;

    /// <summary>It said nothing for so long and was killed.</summary>
    public sealed record Silent(double Seconds) : WorkerOutcome;

    /// <summary>It ended by itself or was killed by somebody else.</summary>
    /// <param name="ExitCode">128 and the signal, where one ended it.</param>
    /// <param name="Words">The end of what it wrote to standard error.</param>
    public sealed record Died(int ExitCode, string Words) : WorkerOutcome;

    public sealed record NotStarted(string Reason) : WorkerOutcome;
}
