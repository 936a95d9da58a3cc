using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace DePin.Scheduler.Server;

/// <summary>Puts a <see cref="ProblemWriter"/> at the end of each connection.</summary>
internal static class ProblemConnection
{
    public static ConnectionDelegate Wrap(ConnectionDelegate next) => connection =>
    {
        connection.Transport = new Pipes(connection.Transport.Input, new ProblemWriter(connection.Transport.Output));
        return next(connection);
    };

    private sealed record Pipes(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
