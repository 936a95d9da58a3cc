using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace DePin.NodeAgent.Hosting;

/// <summary>
/// Tells systemd how the service is (sd_notify(3)): ready, what it does, that it lives, that it stops. Without systemd it tells nobody.
/// </summary>
public sealed class SystemdNotifier : IDisposable
{
    private readonly Socket? _socket;
    private string? _status;

    private SystemdNotifier(Socket? socket, TimeSpan? watchdog)
    {
        _socket = socket;
        WatchdogEvery = watchdog;
    }

    /// <summary>How often <see cref="Alive"/> must be called: half of what the unit allows. Null: nobody watches.</summary>
    public TimeSpan? WatchdogEvery { get; }

    /// <summary>Reads <c>NOTIFY_SOCKET</c>, <c>WATCHDOG_USEC</c> and <c>WATCHDOG_PID</c>.</summary>
    public static SystemdNotifier FromEnvironment(Func<string, string?> variable)
    {
        if (variable("NOTIFY_SOCKET") is not { Length: > 1 } path || path[0] is not ('/' or '@'))
        {
            return new SystemdNotifier(null, null);
        }

        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        try
        {
            // A leading @ is an abstract address, whose first byte is zero.
            socket.Connect(new UnixDomainSocketEndPoint(path[0] == '@' ? "\0" + path[1..] : path));
        }
        catch (SocketException)
        {
            socket.Dispose();
            return new SystemdNotifier(null, null);
        }

        bool ours = variable("WATCHDOG_PID") is not { } pid || pid == Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        bool watched = long.TryParse(variable("WATCHDOG_USEC"), NumberStyles.None, CultureInfo.InvariantCulture, out long microseconds)
            && microseconds > 0 && ours;
        return new SystemdNotifier(socket, watched ? TimeSpan.FromMicroseconds(microseconds / 2.0) : null);
    }

    public void Ready() => Send("READY=1");

    /// <summary>The configuration is read again; <see cref="Ready"/> ends it. systemd wants to know when it began.</summary>
    public void Reloading() => Send(string.Create(
        CultureInfo.InvariantCulture, $"RELOADING=1\nMONOTONIC_USEC={(long)TimeProvider.System.GetElapsedTime(0).TotalMicroseconds}"));

    public void Stopping() => Send("STOPPING=1");

    public void Alive() => Send("WATCHDOG=1");

    /// <summary>One line for <c>systemctl status</c>; the same line again is not sent.</summary>
    public void Status(string line)
    {
        if (line != _status)
        {
            _status = line;
            Send($"STATUS={line.ReplaceLineEndings(" ")}");
        }
    }

    public void Dispose() => _socket?.Dispose();

    private void Send(string state)
    {
        try
        {
            _socket?.Send(Encoding.UTF8.GetBytes(state));
        }
        catch (SocketException)
        {
            // systemd is restarting itself; it asks nobody to repeat, and the next notice finds it back.
        }
    }
}
