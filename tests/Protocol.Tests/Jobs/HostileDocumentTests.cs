using System.Diagnostics;
using DePin.Protocol.Jobs;

namespace DePin.Protocol.Tests.Jobs;

public sealed class HostileDocumentTests
{
    /// <summary>Generous, for a busy machine: alone each takes less than 0.1 s. Without our limits, open brackets take 150 s.</summary>
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(20);

    /// <summary>Measured: less than 20 MiB.</summary>
    private const long MaxAllocated = 128 << 20;

    [TestCaseSource(typeof(HostileDocument), nameof(HostileDocument.All))]
    public void A_hostile_document_is_refused_within_time_and_memory(HostileDocument document)
    {
        foreach (JobFormat? format in (JobFormat?[])[null, JobFormat.Yaml, JobFormat.Json])
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            long started = Stopwatch.GetTimestamp();
            JobSpecResult result = JobSpecReader.Read(document.Bytes, format);
            TimeSpan taken = Stopwatch.GetElapsedTime(started);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            TestContext.Out.WriteLine($"{format}: {taken.TotalMilliseconds:F1} ms, {allocated >> 10} KiB, {result.Errors[0]}");
            Assert.That(result.IsValid, Is.False);
            Assert.That(taken, Is.LessThan(MaxTime));
            Assert.That(allocated, Is.LessThan(MaxAllocated));
            Assert.That(result.Errors, Has.Count.LessThanOrEqualTo(JobLimits.MaxErrors + 1));
            Assert.That(result.Errors.Sum(error => error.ToString().Length), Is.LessThan(64 * 1024));
        }

        Assert.That(JobSpecReader.Read(document.Bytes).Errors, Has.Some.Property(nameof(SpecError.Message)).Contains(document.Fragment));
    }
}
