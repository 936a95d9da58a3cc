using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;

namespace DePin.NodeAgent.Containers.Engine;

/// <summary>
/// Since when the engine behind a socket runs, which its API does not say: by the process that listens on the socket, or, where that is
/// systemd for the engine, by the engine's usual pid file. Null where neither tells.
/// </summary>
internal static class EngineProcess
{
    private const string PidFile = "/run/docker.pid";
    private const int Systemd = 1;

    // socket(7): SOL_SOCKET, SO_PEERCRED and struct ucred, whose first member is the process.
    private const int SocketLevel = 1;
    private const int PeerCredentials = 17;
    private const int CredentialsBytes = 12;

    // proc(5): of /proc/PID/stat the 22nd field, of which the first two are left out here; in USER_HZ, which is 100 for every program.
    private const int StartTimeField = 19;
    private const double TicksPerSecond = 100;

    /// <param name="socketPath">The engine's Unix socket.</param>
    /// <param name="now">The wall clock.</param>
    public static DateTimeOffset? Since(string socketPath, DateTimeOffset now)
    {
        try
        {
            int process = Listener(socketPath) is var listener and not Systemd
                ? listener : int.Parse(File.ReadAllText(PidFile), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture);
            return now - TimeSpan.FromSeconds(Uptime() - StartedAfter(process));
        }
        catch (Exception e) when (
            e is SocketException or IOException or UnauthorizedAccessException or FormatException or OverflowException)
        {
            return null;
        }
    }

    private static int Listener(string socketPath)
    {
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(socketPath));
        byte[] credentials = new byte[CredentialsBytes];
        socket.GetRawSocketOption(SocketLevel, PeerCredentials, credentials);
        return BinaryPrimitives.ReadInt32LittleEndian(credentials);
    }

    /// <summary>Seconds from the kernel's boot to the process's start. Its name may hold spaces and parentheses.</summary>
    private static double StartedAfter(int process)
    {
        string stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
        string[] fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > StartTimeField
            ? long.Parse(fields[StartTimeField], CultureInfo.InvariantCulture) / TicksPerSecond
            : throw new FormatException("the process's state has no start time");
    }

    private static double Uptime() => double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], CultureInfo.InvariantCulture);
}
