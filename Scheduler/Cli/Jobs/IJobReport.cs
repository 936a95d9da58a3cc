using DePin.Protocol;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Cli.Jobs;

/// <summary>Tells someone, or a program, what happens to a job that is followed.</summary>
internal interface IJobReport
{
    /// <summary>The job's state is another one than before.</summary>
    void Changed(JobView job);

    /// <summary>The log that follows is this attempt's.</summary>
    void Attempt(AttemptView attempt, int number);

    /// <param name="offset">Of the first byte in the attempt's log.</param>
    void Log(AttemptId attempt, long offset, ReadOnlyMemory<byte> bytes);
}
