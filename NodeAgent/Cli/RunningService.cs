using System.CommandLine;
using DePin.NodeAgent.Owner;

namespace DePin.NodeAgent.Cli;

/// <summary>What the running service knows of GPUs and the driver does not, for verbs that go without a service too.</summary>
internal static class RunningService
{
    /// <summary>Which GPUs it has given to jobs: also those whose job is not on the GPU yet.</summary>
    /// <returns>UUIDs; none where no service answers this user, and the driver is then asked alone.</returns>
    public static Task<IReadOnlySet<string>> HeldGpusAsync(CliContext context, ParseResult result, CancellationToken token) =>
        AskAsync<IReadOnlySet<string>>(
            context, result,
            async client => (await client.GetAttemptsAsync(token)).Where(attempt => !attempt.Ended())
                .SelectMany(attempt => attempt.Gpus).ToHashSet(),
            new HashSet<string>());

    /// <summary>What the scheduler had each GPU prove, the last of each kind, newest first.</summary>
    public static Task<IReadOnlyList<OwnerProof>> ProofsAsync(CliContext context, ParseResult result, CancellationToken token) =>
        AskAsync<IReadOnlyList<OwnerProof>>(
            context, result,
            async client => [.. (await client.GetStatusAsync(token)).Proofs.DistinctBy(proof => (proof.Gpu, proof.Proof))],
            []);

    private static async Task<T> AskAsync<T>(CliContext context, ParseResult result, Func<OwnerClient, Task<T>> ask, T otherwise)
    {
        try
        {
            using OwnerClient client = new(OwnerSocket.Find(context, result));
            return await ask(client);
        }
        catch (ServiceUnreachableException)
        {
            return otherwise;
        }
    }
}
