using System.Security.Cryptography;
using DePin.Attestation;
using DePin.Protocol;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;
using DePin.Scheduler.Client;

namespace DePin.Scheduler.Cli.Jobs;

/// <summary>Turns the sources of inputs into content hashes that the scheduler holds, uploading local files it does not have yet.</summary>
internal sealed class InputResolver(SchedulerClient client, CliEnvironment environment)
{
    private const int NamedOutputs = 10;

    public async Task<ContentHash> ResolveAsync(JobInput input, CancellationToken token) => input switch
    {
        JobInput.FromJob source => await FromJobAsync(source, token),
        JobInput.FromFile source => await FromFileAsync(source.Path, token),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private async Task<ContentHash> FromJobAsync(JobInput.FromJob source, CancellationToken token)
    {
        JobId id = await new JobFinder(client).FindAsync(source.Job, token);
        ArtifactList list = await client.ArtifactsAsync(id, token);
        if (list.Artifacts.FirstOrDefault(entry => entry.Path == source.Output) is { } found)
        {
            return found.Sha256;
        }

        JobView job = await client.JobAsync(id, token);
        throw new CommandException(
            ExitCode.Usage,
            $"--input {source.Target}: job {id.Short} has no output '{source.Output}'; it is {JobText.Word(job.State).Text}",
            list.Artifacts.Count == 0 ? "It has no outputs (yet): see job show." : "Choose one of its outputs.",
            [.. list.Artifacts.Take(NamedOutputs).Select(entry => entry.Path)]);
    }

    private async Task<ContentHash> FromFileAsync(string path, CancellationToken token)
    {
        if (!File.Exists(path))
        {
            throw new CommandException(
                ExitCode.Usage,
                $"--input: there is no file {path}",
                "Give a file, or JOB:OUTPUT with the id of a job.");
        }

        await using FileStream file = File.OpenRead(path);
        ContentHash hash = new(new Hash32(await SHA256.HashDataAsync(file, token)));
        if (!await client.HasBlobAsync(hash, token))
        {
            TransferProgress progress = new(environment);
            long size = file.Length;
            await client.PutBlobAsync(hash, moved => new FileUpload(path, size, moved, sent => progress.Report(path, sent, size)), token);
            progress.Clear();
        }

        return hash;
    }
}
