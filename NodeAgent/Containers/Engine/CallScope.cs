using System.Net.Sockets;

namespace DePin.NodeAgent.Containers.Engine;

/// <summary>The life of one call: its time limit, and how its failures are told apart.</summary>
internal sealed class CallScope(
    EngineCall call, CancellationTokenSource limit, CancellationTokenSource linked, CancellationToken caller) : IDisposable
{
    public EngineCall Call { get; } = call;

    /// <summary>Ends with the caller's patience or the call's.</summary>
    public CancellationToken Token { get; } = linked.Token;

    /// <summary>True for what a vanished, hung or interrupted engine causes, and not for a caller that gave up.</summary>
    public bool IsAway(Exception error) => !caller.IsCancellationRequested
        && error is HttpRequestException or IOException or SocketException or OperationCanceledException;

    public EngineUnavailableException Away(Exception error)
    {
        string fact = error is OperationCanceledException
            ? $"no complete answer within {Call.Timeout.TotalSeconds:0} s"
            : (error as HttpRequestException)?.InnerException?.Message ?? error.Message;
        return new EngineUnavailableException($"{Call}: the container engine does not answer: {fact}", error);
    }

    public void Dispose()
    {
        linked.Dispose();
        limit.Dispose();
    }
}
