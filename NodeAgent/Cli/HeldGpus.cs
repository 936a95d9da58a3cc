using System.CommandLine;
using DePin.NodeAgent.Owner;

namespace DePin.NodeAgent.Cli;

/// <summary>Which GPUs the running service has given to jobs: also those whose job is not on the GPU yet.</summary>
internal static class HeldGpus
{
    /// <returns>UUIDs; none where no service answers this user, and the driver is then asked alone.</returns>
    public static async Task<IReadOnlySet<string>> AskAsync(CliContext context, ParseResult result, CancellationToken token)
    {
        try
        {
            using OwnerClient client = new(OwnerSocket.Find(context, result));
            IReadOnlyList<OwnerAttempt> attempts = await client.GetAttemptsAsync(token);
            return attempts.Where(attempt => !attempt.Ended()).SelectMany(attempt => attempt.Gpus).ToHashSet();
        }
        catch (ServiceUnreachableException)
        {
            return new HashSet<string>();
        }
    }
}
