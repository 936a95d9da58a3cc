using DePin.NodeAgent.Owner;

namespace DePin.NodeAgent.Cli;

/// <summary>Waits until a node that takes no new work has nothing left, and says each time how much is left.</summary>
internal sealed class QuietWait(OwnerClient client, TextWriter text, TimeProvider time)
{
    private static readonly TimeSpan _every = TimeSpan.FromMilliseconds(500);

    /// <returns>The status with nothing running and nothing to deliver, or of a node that was told to work again.</returns>
    public async Task<NodeStatus> UntilQuietAsync(NodeStatus status, CancellationToken token)
    {
        (int, int)? said = null;
        while (status.Draining && status.Running + status.Undelivered > 0)
        {
            if (said != (status.Running, status.Undelivered))
            {
                said = (status.Running, status.Undelivered);
                await text.WriteLineAsync($"{DrainText.Left(status)}".AsMemory(), token);
            }

            await Task.Delay(_every, time, token);
            status = await client.GetStatusAsync(token);
        }

        return status;
    }
}
