using System.Text.RegularExpressions;

namespace DePin.EndToEnd.Product;

/// <summary>Debian's docker-registry on loopback, with images made on the spot: pulling by digest is real.</summary>
internal sealed partial class ImageRegistry : IAsyncDisposable
{
    private readonly ChildProcess _process;
    private readonly string _root;
    private readonly int _port;

    private ImageRegistry(ChildProcess process, string root, int port)
    {
        _process = process;
        _root = root;
        _port = port;
    }

    public static async Task<ImageRegistry> StartAsync(string root, CancellationToken token)
    {
        Directory.CreateDirectory(root);
        int port = LoopbackPorts.Next();
        string config = Path.Combine(root, "config.yml");
        await File.WriteAllTextAsync(
            config,
            $$"""
            version: 0.1
            log: { level: warn }
            storage: { filesystem: { rootdirectory: "{{Path.Combine(root, "storage")}}" } }
            http: { addr: "127.0.0.1:{{port}}" }
            """,
            token);
        ChildProcess process = ChildProcess.Start("docker-registry", ["serve", config], Path.Combine(root, "registry.log"));
        ImageRegistry registry = new(process, root, port);
        using HttpClient client = new();
        await Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    return (await client.GetAsync(new Uri($"http://127.0.0.1:{port}/v2/"), token)).IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            TimeSpan.FromSeconds(20),
            () => process.Tail(),
            token);
        return registry;
    }

    /// <summary>
    /// An image that holds only a static busybox and its applets; returned as <c>repository@sha256:…</c>, and gone from the
    /// engine.
    /// </summary>
    public async Task<string> PushBusyboxAsync(PrivateDockerd engine, CancellationToken token)
    {
        string files = Path.Combine(_root, "busybox");
        Directory.CreateDirectory(Path.Combine(files, "bin"));
        Directory.CreateDirectory(Path.Combine(files, "tmp"));
        string busybox = File.Exists("/bin/busybox") ? "/bin/busybox" : "/usr/bin/busybox";
        File.Copy(busybox, Path.Combine(files, "bin", "busybox"), overwrite: true);
        await Shell.RunAsync("chroot", [files, "/bin/busybox", "--install", "-s", "/bin"], token);
        string archive = Path.Combine(_root, "busybox.tar");
        await Shell.RunAsync("tar", ["-C", files, "-cf", archive, "."], token);

        string tag = $"127.0.0.1:{_port}/busybox:1";
        await engine.DockerAsync(token, "import", "--change", "ENV PATH=/bin", archive, tag);
        string pushed = await engine.DockerAsync(token, "push", tag);
        await engine.DockerAsync(token, "rmi", tag);
        return $"127.0.0.1:{_port}/busybox@{PushedDigest().Match(pushed).Groups[1].Value}";
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    [GeneratedRegex("digest: (sha256:[0-9a-f]{64})")]
    private static partial Regex PushedDigest();
}
