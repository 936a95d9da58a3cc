using System.Net;
using System.Net.Http.Headers;
using DePin.Simulation.Clock;
using DePin.Simulation.Nodes;

namespace DePin.Simulation.Network;

/// <summary>The network below an agent's HTTP client.</summary>
internal sealed class Connection(NodeMachine machine, Life life, SimulatedNetwork network) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        life.ThrowIfEnded();
        TaskCompletionSource<HttpResponseMessage> reply = new();
        cancellationToken.UnsafeRegister(_ => Settle(() => reply.TrySetCanceled(cancellationToken)), null);
        WireCall call = machine.World.Mutant.Sent(machine, Read(request, cancellationToken));
        machine.World.Sent(machine, call);
        network.Send(
            machine.Name,
            machine.Link,
            call,
            answer => Settle(() => reply.TrySetResult(Build(request, machine.World.Mutant.Received(machine, call, answer)))),
            problem => Settle(() => reply.TrySetException(new HttpRequestException(problem))));
        return reply.Task;
    }

    /// <summary>
    /// HTTP's own continuations want no context: with none they go on in this stack, with one they would look for another thread.
    /// </summary>
    private void Settle(Action action)
    {
        if (life.Ended)
        {
            return;
        }

        SynchronizationContext? before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            action();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    private static WireCall Read(HttpRequestMessage request, CancellationToken token)
    {
        MemoryStream body = new();
        request.Content?.CopyTo(body, null, token);
        return new WireCall(request.Method.Method, request.RequestUri!.AbsolutePath, request.RequestUri.Query, body.ToArray())
        {
            ContentType = request.Content?.Headers.ContentType?.ToString(),
            Authorization = request.Headers.Authorization?.ToString(),
        };
    }

    private static HttpResponseMessage Build(HttpRequestMessage request, WireAnswer answer)
    {
        ByteArrayContent body = new(answer.Body);
        body.Headers.ContentType = answer.ContentType is { } type ? MediaTypeHeaderValue.Parse(type) : null;
        return new HttpResponseMessage((HttpStatusCode)answer.Status) { RequestMessage = request, Content = body };
    }
}
