using System.Collections.Concurrent;
using DePin.Protocol;
using DePin.Protocol.Checkpoints;
using DePin.Protocol.Jobs;
using DePin.Scheduler.Artifacts;
using DePin.Scheduler.Store;

namespace DePin.Scheduler.Checkpoints;

/// <summary>
/// The files of each job's checkpoints by their SHA-256, a directory for each job: what a job saved is shared with nobody, and goes without
/// asking who else may hold it. Kept are the last complete checkpoint and what is arriving of the next.
/// </summary>
internal sealed partial class CheckpointStore(string root, string uploads, ILogger<CheckpointStore> logger)
{
    private readonly ConcurrentDictionary<JobId, Task> _tidying = [];

    /// <summary>Where this job's content is.</summary>
    public BlobStore Of(JobId job) => new(PathOf(job), uploads);

    /// <summary>As <see cref="Of"/>, its directory made.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public BlobStore Open(JobId job)
    {
        if (!Directory.Exists(PathOf(job)))
        {
            Directory.CreateDirectory(PathOf(job));
            Durable.SyncDirectory(root);
        }

        return Of(job);
    }

    /// <summary>Bytes that the job has here.</summary>
    public long BytesOf(JobId job) => Directory.Exists(PathOf(job)) ? FilesOf(job).Sum(file => file.Length) : 0;

    /// <summary>The manifest by its name; null when it is not here.</summary>
    /// <exception cref="FormatException">It is no manifest.</exception>
    public CheckpointManifest? FindManifest(JobId job, ContentHash name)
    {
        BlobStore content = Of(job);
        if (!content.Exists(name))
        {
            return null;
        }

        // One byte more than may be read, so that a longer one is refused for its length.
        using FileStream file = content.OpenRead(name);
        byte[] bytes = new byte[Math.Min(file.Length, CheckpointManifest.MaxBytes + 1)];
        file.ReadExactly(bytes);
        return CheckpointManifest.Parse(bytes);
    }

    /// <summary>A newer checkpoint is durable: what is not of it goes, before anything of the next may come.</summary>
    public void Keep(JobId job, ContentHash manifest) => Later(job, () => DeleteAllBut(job, manifest));

    /// <summary>The job has ended.</summary>
    public void Drop(JobId job) => Later(job, () => Directory.Delete(PathOf(job), recursive: true));

    /// <summary>Waits until what was to go of this job's files is gone.</summary>
    public Task TidiedAsync(JobId job, CancellationToken token) =>
        _tidying.TryGetValue(job, out Task? under) ? under.WaitAsync(token) : Task.CompletedTask;

    /// <summary>The writer's thread is not kept waiting: to delete a large file takes a disk seconds.</summary>
    private void Later(JobId job, Action tidy)
    {
        if (!Directory.Exists(PathOf(job)))
        {
            return;
        }

        Task before = _tidying.GetValueOrDefault(job, Task.CompletedTask);
        Task mine = TidyAsync(job, before, tidy);
        _tidying[job] = mine;
        mine.ContinueWith(
            _ => _tidying.TryRemove(new(job, mine)), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private async Task TidyAsync(JobId job, Task before, Action tidy)
    {
        await before;
        await Task.Yield();
        try
        {
            tidy();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            // What stays is swept at the next start.
            Log.Untidy(logger, job, e.Message);
        }
    }

    private void DeleteAllBut(JobId job, ContentHash manifest)
    {
        if (FindManifest(job, manifest) is not { } kept)
        {
            return;
        }

        HashSet<string> names = [.. kept.Files.Select(file => file.Hash).Append(manifest).Select(hash => hash.Value.ToString()[2..])];
        foreach (FileInfo file in FilesOf(job).Where(file => !names.Contains(file.Name)).ToList())
        {
            file.Delete();
        }
    }

    /// <summary>At a start: forgets the checkpoints of jobs that ended just before the last stop.</summary>
    public void Sweep(IEnumerable<JobId> live)
    {
        HashSet<string> wanted = [.. live.Select(PathOf)];
        foreach (string directory in Directory.EnumerateDirectories(root).Where(path => !wanted.Contains(path)))
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private IEnumerable<FileInfo> FilesOf(JobId job) =>
        new DirectoryInfo(PathOf(job)).EnumerateFiles("*", SearchOption.AllDirectories);

    private string PathOf(JobId job) => Path.Combine(root, job.ToString()[2..]);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Old checkpoints of job {Job} could not be deleted: {Problem}")]
        public static partial void Untidy(ILogger logger, JobId job, string problem);
    }
}
