using System.Text.Json;
using DePin.Benchmark.Proof.Transcripts;

namespace DePin.Scheduler.Cli.Proofs;

/// <summary>Reads a challenge, and any file of which more than its limit need not be read.</summary>
internal static class ChallengeFile
{
    public static async Task<SignedChallenge> ReadAsync(string path, CancellationToken token)
    {
        try
        {
            return SignedChallenge.Parse(await ReadBoundedAsync(path, SignedChallenge.MaxBytes, token));
        }
        catch (JsonException e)
        {
            throw new CommandException(
                ExitCode.Usage, $"{path} is not a challenge: {e.Message}", "Give the file that pog challenge --out wrote.", inner: e);
        }
    }

    /// <summary>The file's bytes, or one more than its limit.</summary>
    public static async Task<byte[]> ReadBoundedAsync(string path, int limit, CancellationToken token)
    {
        await using FileStream file = File.OpenRead(path);
        byte[] buffer = new byte[limit + 1];
        int length = await file.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, token);
        return buffer[..length];
    }
}
