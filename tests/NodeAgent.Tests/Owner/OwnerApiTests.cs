using System.Net.Sockets;
using DePin.NodeAgent.Owner;

namespace DePin.NodeAgent.Tests.Owner;

public sealed class OwnerApiTests
{
    [Test, CancelAfter(20_000)]
    public async Task The_client_reads_what_the_service_published(CancellationToken token)
    {
        using TemporaryDirectory directory = new();
        OwnerSnapshot snapshot = SampleSnapshot.Of();
        await using OwnedNode node = await OwnedNode.StartAsync(snapshot, token, directory["api.sock"]);
        OwnerBoard board = node.Board;
        using OwnerClient client = new(directory["api.sock"]);

        NodeStatus status = await client.GetStatusAsync(token);
        Assert.That(status.Scheduler, Is.EqualTo(snapshot.Status.Scheduler));
        Assert.That(status.IsWell());
        OwnerAttempt[] attempts = [.. await client.GetAttemptsAsync(token)];
        Assert.That(attempts.Select(attempt => attempt.Attempt), Is.EqualTo(snapshot.Attempts.Select(attempt => attempt.Attempt)));
        Assert.That(attempts[1].LimitsHit, Is.EqualTo(new[] { "memory" }));
        Assert.That(await client.GetAttestationsAsync(token), Is.EqualTo(snapshot.Attestations));

        board.Publish(snapshot with { Status = snapshot.Status with { Accepting = false } });
        Assert.That((await client.GetStatusAsync(token)).Accepting, Is.False, "a new snapshot is seen at once");
    }

    [Test, CancelAfter(20_000)]
    public async Task The_socket_is_for_user_and_group_and_goes_with_the_service(CancellationToken token)
    {
        using TemporaryDirectory directory = new();
        string path = directory["deeper/api.sock"];
        await using (await Start(path, token))
        {
            Assert.That(Convert.ToString((int)File.GetUnixFileMode(path), 8), Is.EqualTo("660"));
        }

        Assert.That(Directory.EnumerateFileSystemEntries(directory["deeper"]), Is.Empty);
    }

    [Test, CancelAfter(20_000)]
    public async Task A_dead_socket_of_an_earlier_life_is_replaced(CancellationToken token)
    {
        using TemporaryDirectory directory = new();
        string path = directory["api.sock"];
        using (Socket dead = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            dead.Bind(new UnixDomainSocketEndPoint(path));
            dead.Listen();
            File.Move(path, directory["moved"]);
        }

        // Disposing unlinks only the name it was bound to: what is left looks like the socket of a killed process.
        File.Move(directory["moved"], path);
        await File.WriteAllTextAsync(path + ".new", "half made", token);
        await using OwnedNode node = await Start(path, token);
        using OwnerClient client = new(path);
        Assert.That((await client.GetStatusAsync(token)).IsWell());
    }

    [Test, CancelAfter(20_000)]
    public async Task A_second_service_on_the_same_socket_is_refused_and_the_first_goes_on(CancellationToken token)
    {
        using TemporaryDirectory directory = new();
        string path = directory["api.sock"];
        await using OwnedNode first = await Start(path, token);
        Assert.That(
            async () => await Start(path, token),
            Throws.TypeOf<SocketTakenException>().With.Message.Contains(path));
        using OwnerClient client = new(path);
        Assert.That((await client.GetStatusAsync(token)).IsWell());
    }

    [Test, CancelAfter(20_000)]
    public async Task What_is_only_read_cannot_be_written_through_the_socket(CancellationToken token)
    {
        using TemporaryDirectory directory = new();
        string path = directory["api.sock"];
        await using OwnedNode node = await Start(path, token);
        using HttpClient client = Bare(path);
        foreach (HttpMethod method in new[] { HttpMethod.Post, HttpMethod.Put, HttpMethod.Delete, HttpMethod.Patch })
        {
            using HttpRequestMessage request = new(method, "http://depin-node/v1/status");
            using HttpResponseMessage response = await client.SendAsync(request, token);
            Assert.That((int)response.StatusCode, Is.EqualTo(405), method.Method);
        }
    }

    [Test, CancelAfter(20_000)]
    public void A_service_that_does_not_run_is_told_with_what_to_do(CancellationToken token)
    {
        using OwnerClient client = new("/nonexistent/api.sock");
        Assert.That(
            async () => await client.GetStatusAsync(token),
            Throws.TypeOf<ServiceUnreachableException>().With.Message.Contains("systemctl start depin-node")
                .And.Property(nameof(ServiceUnreachableException.Why)).EqualTo(ServiceUnreachableException.Cause.NotRunning));
    }

    private static Task<OwnedNode> Start(string path, CancellationToken token) => OwnedNode.StartAsync(SampleSnapshot.Of(), token, path);

    [TestCase("", "The body is no order")]
    [TestCase("null", "it is null")]
    [TestCase("{}", "draining")]
    [TestCase("{\"draining\":\"yes\"}", "draining")]
    [TestCase("{\"draining\":true,\"withinMs\":-1}", "withinMs is -1")]
    [TestCase("{\"draining\":true,\"withinMs\":2592000001}", "withinMs is 2592000001")]
    [CancelAfter(20_000)]
    public async Task A_malformed_order_is_refused_with_its_reason_and_changes_nothing(string body, string reason, CancellationToken token)
    {
        using TemporaryDirectory directory = new();
        string path = directory["api.sock"];
        await using OwnedNode node = await Start(path, token);
        using HttpClient client = Bare(path);
        using StringContent content = new(body);
        using HttpResponseMessage response = await client.PutAsync(new Uri("http://depin-node/v1/drain"), content, token);
        Assert.That((int)response.StatusCode, Is.EqualTo(400));
        Assert.That(await response.Content.ReadAsStringAsync(token), Does.Contain(reason).And.Contain("remedy"));
        Assert.That(node.Journal.Facts.DrainedByOwner, Is.False);
    }

    private static HttpClient Bare(string path) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancel) =>
        {
            Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancel);
            return new NetworkStream(socket, ownsSocket: true);
        },
    });
}
