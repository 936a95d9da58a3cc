using System.Security.Cryptography;
using DePin.Attestation;
using DePin.Attestation.Evidence;
using DePin.Scheduler.Cli.Outputs;
using DePin.Scheduler.Client;

namespace DePin.Scheduler.Cli.Attestations;

/// <summary>Compares files on this machine, as <c>job outputs --to DIR</c> leaves them, with the outputs that a node signed.</summary>
internal static class OutputsOnDisk
{
    private const string Check = "outputs";

    public static async Task<Finding> CompareAsync(
        string directory,
        ReadOnlyMemory<byte> evidence,
        Hash32 resultDigest,
        CancellationToken token)
    {
        try
        {
            OutputManifest signed = EvidenceStatement.Parse(evidence.Span).ToManifest();
            List<OutputEntry> found = [];
            foreach (OutputEntry entry in signed.Entries)
            {
                (OutputEntry? file, string? problem) = await ReadAsync(directory, entry, token);
                if (file is null)
                {
                    return new Finding(Check, Finding.Fail, problem!);
                }

                found.Add(file);
            }

            return OutputManifest.Of(found).Digest() == resultDigest
                ? new Finding(Check, Finding.Ok, $"the {found.Count} outputs in {directory} are the signed ones")
                : new Finding(Check, Finding.Fail, $"the outputs in {directory} do not hash to resultDigest {resultDigest}");
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or ArgumentException or UntrustedReplyException)
        {
            return new Finding(Check, Finding.Fail, e.Message);
        }
    }

    private static async Task<(OutputEntry? File, string? Problem)> ReadAsync(string directory, OutputEntry entry, CancellationToken token)
    {
        string path = OutputPath.Resolve(directory, entry.Path.TrimStart('/'));
        if (!File.Exists(path))
        {
            return (null, $"{path} is missing");
        }

        await using FileStream content = File.OpenRead(path);
        Hash32 hash = new(await SHA256.HashDataAsync(content, token));
        return hash == entry.Sha256 && content.Length == entry.Size
            ? (new OutputEntry(entry.Path, hash, content.Length), null)
            : (null, $"{path} has {content.Length} bytes of hash {hash}, signed are {entry.Size} of {entry.Sha256}");
    }
}
