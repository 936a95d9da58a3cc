using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace DePin.Scheduler.Server;

/// <summary>Puts a <see cref="ProblemWriter"/> at the end of each connection.</summary>
internal static class ProblemConnection
{
    private static readonly object _key = typeof(ProblemWriter);

    public static ConnectionDelegate Wrap(ConnectionDelegate next) => connection =>
    {
        ProblemWriter writer = new(connection.Transport.Output);
        connection.Items[_key] = writer;
        connection.Transport = new Pipes(connection.Transport.Input, writer);
        return next(connection);
    };

    /// <summary>The outermost layer: from here to the end of the answer the connection's bytes are ours.</summary>
    public static void UseAnswering(this WebApplication app) => app.Use(next => context =>
    {
        if (context.Features.Get<IConnectionItemsFeature>()?.Items.TryGetValue(_key, out object? found) == true
            && found is ProblemWriter writer)
        {
            writer.Answering = true;
            context.Response.OnCompleted(() =>
            {
                writer.Answering = false;
                return Task.CompletedTask;
            });
        }

        return next(context);
    });

    private sealed record Pipes(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
