using DePin.Protocol;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Cli.Jobs;

/// <summary>One JSON value a line: the changes of the job, and its log in parts.</summary>
internal sealed class JsonJobReport(CliOutput output) : IJobReport
{
    public void Changed(JobView job) => Write(new JobEvent.Changed(job.Id, job.State));

    public void Attempt(AttemptView attempt, int number)
    {
    }

    public void Log(AttemptId attempt, long offset, ReadOnlyMemory<byte> bytes) => Write(new JobEvent.Log(attempt, offset, bytes));

    private void Write(JobEvent happened) => output.ValueLine(happened, CliJson.Default.JobEvent);
}
