using System.Net;
using System.Net.Sockets;

namespace DePin.EndToEnd.Product;

/// <summary>Free loopback ports for programs that must be told their port before they start.</summary>
internal static class LoopbackPorts
{
    public static int Next()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
