using System.Text.Json.Serialization;
using DePin.Protocol;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Cli.Jobs;

/// <summary>A line of what <c>--follow --json</c> writes.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(Changed), "state")]
[JsonDerivedType(typeof(Log), "log")]
[JsonDerivedType(typeof(Ended), "finished")]
internal abstract record JobEvent
{
    private JobEvent()
    {
    }

    internal sealed record Changed(JobId Job, JobState To) : JobEvent;

    /// <param name="Offset">Of the first byte in the attempt's log.</param>
    /// <param name="Data">The bytes, base64.</param>
    internal sealed record Log(AttemptId Attempt, long Offset, ReadOnlyMemory<byte> Data) : JobEvent;

    /// <summary>The last line.</summary>
    internal sealed record Ended(JobView Job) : JobEvent;
}
