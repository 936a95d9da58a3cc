using System.Security.Cryptography;
using DePin.Attestation;
using DePin.Protocol;
using DePin.Protocol.Wire;
using DePin.Scheduler.Client;

namespace DePin.Scheduler.Cli.Outputs;

/// <summary>Brings a job's outputs into a directory: verified by hash, resumed where an earlier run stopped, never outside it.</summary>
internal sealed class OutputDownload(SchedulerClient client, JobId job, string directory, bool overwrite, TransferProgress progress)
{
    /// <summary>Checks every path before the first byte is asked for, then brings the files in order.</summary>
    /// <returns>Where each output is, in the order given.</returns>
    public async Task<IReadOnlyList<OutputFile>> RunAsync(IReadOnlyList<ArtifactEntry> entries, CancellationToken token)
    {
        Directory.CreateDirectory(directory);
        string[] targets = [.. entries.Select(entry => OutputPath.Resolve(directory, entry.Path))];
        if (targets.Distinct(StringComparer.Ordinal).Count() != targets.Length)
        {
            throw new UntrustedReplyException("the scheduler lists one output twice", "Nothing was written. Ask the scheduler's operator.");
        }

        List<OutputFile> files = [];
        foreach ((ArtifactEntry entry, string target) in entries.Zip(targets))
        {
            bool fetched = !await IsThereAsync(entry, target, token);
            if (fetched)
            {
                await FetchAsync(entry, target, token);
            }

            files.Add(new OutputFile(entry.Path, target, entry.Sha256, entry.Size, fetched));
        }

        return files;
    }

    private async Task<bool> IsThereAsync(ArtifactEntry entry, string target, CancellationToken token)
    {
        FileInfo file = new(target);
        if (!file.Exists)
        {
            return false;
        }

        if (file.Length == entry.Size)
        {
            await using FileStream content = file.OpenRead();
            if (new Hash32(await SHA256.HashDataAsync(content, token)) == entry.Sha256.Value)
            {
                return true;
            }
        }

        return overwrite
            ? false
            : throw new CommandException(
                ExitCode.LocalFile,
                $"{target} exists and is not this output",
                "Give another directory, or --overwrite to replace it.");
    }

    private async Task FetchAsync(ArtifactEntry entry, string target, CancellationToken token)
    {
        if (!await TryFetchAsync(entry, target, token) && !await TryFetchAsync(entry, target, token))
        {
            throw WrongContent(entry);
        }
    }

    /// <returns>False when the content was wrong. What an earlier run left is then gone, so that a second try is a fresh one.</returns>
    private async Task<bool> TryFetchAsync(ArtifactEntry entry, string target, CancellationToken token)
    {
        using PartialFile partial = await PartialFile.OpenAsync(directory, entry, token);
        ResumingReader reader = new(
            client,
            (from, inner) => OpenAsync(entry, partial, from, inner),
            (_, bytes) =>
            {
                if (!partial.TryAppend(bytes.Span))
                {
                    throw WrongContent(entry);
                }

                progress.Report(entry.Path, partial.Length, entry.Size);
            });
        if (partial.Length < entry.Size)
        {
            await reader.ReadToEndAsync(partial.Length, mayBeSilent: false, token);
        }

        progress.Clear();
        return partial.TryFinish(target);
    }

    private static UntrustedReplyException WrongContent(ArtifactEntry entry) => new(
        $"the output '{entry.Path}' does not have the {entry.Size} bytes of hash {entry.Sha256} that it should have",
        "It was discarded. Ask the scheduler's operator: its copy is damaged.");

    private async Task<StreamStart> OpenAsync(ArtifactEntry entry, PartialFile partial, long from, CancellationToken token)
    {
        ReplyStream stream = await client.OpenArtifactAsync(job, entry.Path, from, token);
        if (from > 0 && stream.Range is null)
        {
            partial.Restart();
            return new StreamStart(stream, 0);
        }

        if (stream.Range is { } range && range.From != from)
        {
            await stream.DisposeAsync();
            throw new UntrustedReplyException(
                $"asked for '{entry.Path}' from byte {from}, the scheduler sent {range}",
                "Ask the scheduler's operator.");
        }

        return new StreamStart(stream, from);
    }
}
