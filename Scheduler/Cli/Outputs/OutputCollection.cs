using DePin.Attestation;
using DePin.Protocol.Wire;
using DePin.Scheduler.Client;

namespace DePin.Scheduler.Cli.Outputs;

/// <summary>All of a job's outputs, from the scheduler's list to files on this machine.</summary>
internal sealed class OutputCollection(SchedulerClient client, CliEnvironment environment)
{
    public async Task<DownloadJson> BringAsync(JobView job, string directory, bool overwrite, CancellationToken token)
    {
        ArtifactList list = await client.ArtifactsAsync(job.Id, token);
        Hash32? signed = await new OutputProof(client).CheckAsync(job, list.Artifacts, token);
        OutputDownload download = new(client, job.Id, directory, overwrite, new TransferProgress(environment));
        return new DownloadJson(job.Id, Path.GetFullPath(directory), signed, await download.RunAsync(list.Artifacts, token),
            list.SkippedOutputs);
    }

    public static void Write(DownloadJson done, CliOutput output)
    {
        if (output.Json)
        {
            output.Value(done, CliJson.Default.DownloadJson);
            return;
        }

        Note(done, output);
        foreach (string line in SkippedText.Lines(done.SkippedOutputs))
        {
            output.Note(line);
        }
    }

    /// <summary>For people, also where the result on standard output is something else.</summary>
    public static void Note(DownloadJson done, CliOutput output)
    {
        foreach (OutputFile file in done.Outputs)
        {
            output.Note($"{file.File}  {Display.Bytes(file.Size)}{(file.Fetched ? "" : "  (was there)")}");
        }

        string proof = done.ResultDigest is null ? "the job has no attestation to check them against" : "as the node signed them";
        output.Note($"{done.Outputs.Count} outputs in {done.Directory}, {proof}");
    }
}
