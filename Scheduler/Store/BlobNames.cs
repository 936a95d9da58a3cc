namespace DePin.Scheduler.Store;

/// <summary>Who names a content, as conditions on a row of <c>blob</c>.</summary>
internal static class BlobNames
{
    /// <summary>Nobody needs it, nor did since $1 (Unix milliseconds).</summary>
    public const string Unnamed = """
        at < $1
            AND NOT EXISTS (SELECT 1 FROM artifact WHERE sha256 = blob.hash)
            AND NOT EXISTS (SELECT 1 FROM job_input JOIN job ON job.id = job_input.job
                WHERE job_input.hash = blob.hash AND (job.state <> 2 OR job.finished_at >= $1))
        """;
}
