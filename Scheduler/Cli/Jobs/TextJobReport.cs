using DePin.Protocol;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Cli.Jobs;

/// <summary>The log's bytes on standard output, and nothing else there; what happens around them on standard error.</summary>
internal sealed class TextJobReport(CliOutput output) : IJobReport
{
    private string _said = "";

    public void Changed(JobView job)
    {
        // Bytes pulled so far change many times a second; a phase is told once.
        JobState state = job.State is JobState.Placed placed ? placed with { Progress = null, Total = null } : job.State;
        string sentence = JobText.Sentence(state);
        if (sentence != _said && !job.IsFinished())
        {
            output.Note(sentence);
            _said = sentence;
        }
    }

    public void Attempt(AttemptView attempt, int number)
    {
        if (number > 1)
        {
            output.Note($"the log of attempt {number}, {attempt.Id.Short}, follows");
        }
    }

    public void Log(AttemptId attempt, long offset, ReadOnlyMemory<byte> bytes) => output.Raw(bytes.Span);
}
