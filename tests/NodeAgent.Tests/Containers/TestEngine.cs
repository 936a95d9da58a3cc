using System.Formats.Tar;
using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Containers.Engine;

namespace DePin.NodeAgent.Tests.Containers;

/// <summary>The real engine tests run against, and an image with a shell for it, imported once for each run and removed after it.</summary>
[SetUpFixture]
public sealed class TestEngine
{
    private const string Repository = "depin-test/busybox";
    private const string DefaultSocket = "/var/run/docker.sock";
    private static readonly string Tag = Guid.NewGuid().ToString("N");
    private static readonly Lazy<Task> Imported = new(ImportAsync);
    private static string? _absence;

    public static string SocketPath { get; } =
        Environment.GetEnvironmentVariable("DOCKER_HOST") is { } host && host.StartsWith("unix://", StringComparison.Ordinal)
            ? host["unix://".Length..]
            : DefaultSocket;

    public static EngineImage Busybox { get; } = EngineImage.Parse($"{Repository}:{Tag}");

    /// <summary>Ignores the test when no engine answers; otherwise <see cref="Busybox"/> is there.</summary>
    public static async Task RequireAsync()
    {
        await Imported.Value;
        if (_absence is not null)
        {
            Assert.Ignore($"No container engine answers at {SocketPath}: {_absence}. "
                + "Run './build.sh test', which starts dockerd, or start it yourself.");
        }
    }

    [OneTimeTearDown]
    public async Task Remove_the_image()
    {
        if (Imported.IsValueCreated && _absence is null)
        {
            using EngineClient engine = new(SocketPath, TimeProvider.System);
            await engine.Images.RemoveAsync(Busybox.ToString(), CancellationToken.None);
        }
    }

    /// <summary>A root file system with a static busybox and its applets as links, plus <paramref name="extra"/>.</summary>
    public static byte[] BusyboxLayer(params TarEntry[] extra)
    {
        string busybox = new[] { "/bin/busybox", "/usr/bin/busybox" }.First(File.Exists);
        string[] applets =
        [
            "sh", "cat", "chmod", "cp", "dd", "echo", "grep", "head", "httpd", "id", "kill", "ln", "ls", "mkdir", "mount", "mv",
            "nc", "printf", "rm", "sed", "seq", "sleep", "stat", "tail", "timeout", "touch",
            "tr", "true", "usleep", "wc", "wget", "yes", "ip",
            "hostname", "env", "find", "nslookup", "ping", "readlink",
        ];
        using MemoryStream tar = new();
        using (TarWriter writer = new(tar, TarEntryFormat.Pax, leaveOpen: true))
        {
            writer.WriteEntry(busybox, "bin/busybox");
            foreach (string applet in applets)
            {
                writer.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, $"bin/{applet}") { LinkName = "busybox" });
            }

            writer.WriteEntry(new PaxTarEntry(TarEntryType.Directory, "tmp/") { Mode = (UnixFileMode)0x3FF });
            foreach (TarEntry entry in extra)
            {
                writer.WriteEntry(entry);
            }
        }

        return tar.ToArray();
    }

    private static async Task ImportAsync()
    {
        using EngineClient engine = new(SocketPath, TimeProvider.System);
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(2));
        try
        {
            await engine.Images.ImportAsync(Repository, Tag, "/bin/sh", BusyboxLayer(), patience.Token);
        }
        catch (EngineUnavailableException error)
        {
            _absence = error.Message;
        }
    }
}
