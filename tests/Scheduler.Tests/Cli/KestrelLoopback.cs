using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace DePin.Scheduler.Tests.Cli;

/// <summary>Any free port of 127.0.0.1.</summary>
internal static class KestrelLoopback
{
    public static void ListenLocalhostPort(this KestrelServerOptions kestrel, Action<ListenOptions> configure) =>
        kestrel.Listen(IPAddress.Loopback, 0, configure);
}
