using System.Net.Sockets;
using System.Text;
using DePin.NodeAgent.Hosting;

namespace DePin.NodeAgent.Tests.Hosting;

public sealed class SystemdNotifierTests
{
    [Test]
    [CancelAfter(10_000)]
    public async Task Systemd_hears_each_state_and_each_status_once(CancellationToken token)
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("depin-notify-").FullName, "socket");
        using var systemd = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        systemd.Bind(new UnixDomainSocketEndPoint(path));
        using (SystemdNotifier notifier = SystemdNotifier.FromEnvironment(
            Variables(("NOTIFY_SOCKET", path), ("WATCHDOG_USEC", "10000000"))))
        {
            Assert.That(notifier.WatchdogEvery, Is.EqualTo(TimeSpan.FromSeconds(5)));
            notifier.Ready();
            notifier.Status("2 running\nand more");
            notifier.Status("2 running\nand more");
            notifier.Alive();
            notifier.Stopping();
        }

        List<string> heard = [];
        byte[] buffer = new byte[4096];
        while (heard.LastOrDefault() != "STOPPING=1")
        {
            heard.Add(Encoding.UTF8.GetString(buffer, 0, await systemd.ReceiveAsync(buffer, token)));
        }

        Assert.That(heard, Is.EqualTo(new[] { "READY=1", "STATUS=2 running and more", "WATCHDOG=1", "STOPPING=1" }));
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Test]
    public void Without_systemd_it_tells_nobody_and_does_not_mind()
    {
        using SystemdNotifier notifier = SystemdNotifier.FromEnvironment(Variables(("NOTIFY_SOCKET", "/nowhere/at/all")));

        Assert.That(() => notifier.Ready(), Throws.Nothing);
        Assert.That(notifier.WatchdogEvery, Is.Null);
    }

    [Test]
    public void A_watchdog_of_another_process_is_not_ours()
    {
        using SystemdNotifier notifier = SystemdNotifier.FromEnvironment(Variables(("WATCHDOG_USEC", "10000000"), ("WATCHDOG_PID", "1")));

        Assert.That(notifier.WatchdogEvery, Is.Null);
    }

    private static Func<string, string?> Variables(params (string Name, string Value)[] variables) =>
        name => variables.Where(variable => variable.Name == name).Select(variable => variable.Value).FirstOrDefault();
}
