using System.Security.Cryptography;
using System.Text;
using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Containers.Logs;

namespace DePin.NodeAgent.Tests.Containers;

/// <summary>Logs of a real engine, byte for byte against what the job was told to write.</summary>
public sealed class DockerLogTests
{
    private const int Patience = 180_000;
    private readonly DockerHarness _harness = new();

    [SetUp]
    public Task Require_an_engine() => TestEngine.RequireAsync();

    [TearDown]
    public async Task Remove_what_was_made() => await _harness.DisposeAsync();

    [Test, CancelAfter(Patience)]
    public async Task Random_bytes_come_back_as_they_were(CancellationToken token)
    {
        // What the job writes is what an input file holds: no shell in between.
        int seed = Environment.TickCount;
        TestContext.Out.WriteLine($"seed {seed}");
        byte[] expected = new byte[300_000];
        new Random(seed).NextBytes(expected);
        expected[^1] = (byte)'\n';

        Assert.That(await CatAsync(expected, token), Is.EqualTo(expected));
    }

    [TestCase(16383)]
    [TestCase(16384)]
    [TestCase(16385)]
    [TestCase(100_000)]
    [CancelAfter(Patience)]
    public async Task Lines_around_the_engines_piece_come_back_whole(int length, CancellationToken token)
    {
        byte[] expected = Encoding.ASCII.GetBytes($"a\n{new string('x', length)}\n\n{new string('y', length)}\nb\n");

        Assert.That(await CatAsync(expected, token), Is.EqualTo(expected));
    }

    [TestCase("no line feed")]
    [TestCase("a\nno line feed")]
    [CancelAfter(Patience)]
    public async Task Unterminated_last_line_is_not_lost(string text, CancellationToken token)
    {
        Assert.That(Encoding.ASCII.GetString(await CatAsync(Encoding.ASCII.GetBytes(text), token)), Is.EqualTo(text));
    }

    [Test, CancelAfter(Patience)]
    public async Task Output_and_error_keep_their_order_and_any_byte_can_be_gone_back_to(CancellationToken token)
    {
        ContainerSpec spec = _harness.Spec(
            "i=0; while [ $i -lt 400 ]; do echo out $i; usleep 500; echo err $i >&2; usleep 500; i=$((i+1)); done");
        (_, string log) = await _harness.RunAsync(spec, token);
        LogPosition end = LogPosition.Start;
        await foreach (LogChunk chunk in _harness.Runtime.FollowLogsAsync(spec.Name, LogPosition.Start, token))
        {
            end = chunk.Next;
        }

        string[] expected = [.. Enumerable.Range(0, 400).SelectMany(i => new[] { $"out {i}", $"err {i}" })];
        Assert.That(log.Split('\n', StringSplitOptions.RemoveEmptyEntries), Is.EquivalentTo(expected));
        Assert.That(Order(log, "out"), Is.Ordered);
        Assert.That(Order(log, "err"), Is.Ordered);
        int seed = Environment.TickCount;
        TestContext.Out.WriteLine($"seed {seed}");
        Random random = new(seed);
        foreach (int offset in Enumerable.Range(0, 20).Select(_ => random.Next(log.Length)))
        {
            byte[] rest = await _harness.Runtime.LogAsync(spec.Name, end with { Offset = offset, InLog = offset }, token);
            Assert.That(Encoding.ASCII.GetString(rest), Is.EqualTo(log[offset..]), $"from byte {offset}");
        }
    }

    [Test, CancelAfter(Patience)]
    public async Task Fifty_thousand_lines_are_followed_live_without_a_byte_too_few(CancellationToken token)
    {
        ContainerSpec spec = _harness.Spec("seq 1 50000");

        (_, string log) = await _harness.RunAsync(spec, token);

        string expected = string.Concat(Enumerable.Range(1, 50_000).Select(i => $"{i}\n"));
        Assert.That(Hash(log), Is.EqualTo(Hash(expected)));
    }

    [Test, CancelAfter(Patience)]
    public async Task Follower_that_breaks_off_again_and_again_misses_and_repeats_nothing(CancellationToken token)
    {
        ContainerSpec spec = _harness.Spec("i=0; while [ $i -lt 3000 ]; do echo line $i; i=$((i+1)); done; sleep 0.3; echo last");
        await _harness.Runtime.CreateAsync(spec, token);
        await _harness.Runtime.StartAsync(spec.Name, token);
        MemoryStream log = new();
        LogPosition position = LogPosition.Start;
        bool ended = false;

        for (int passes = 0; !ended; passes++)
        {
            int left = 1 + (passes % 3);
            ended = true;
            await foreach (LogChunk chunk in _harness.Open().FollowLogsAsync(spec.Name, position, token))
            {
                log.Write(((LogChunk.Data)chunk).Bytes.Span);
                Assert.That(LogPosition.TryParse(chunk.Next.ToString(), out position!), Is.True);
                if (--left == 0)
                {
                    ended = false;
                    break;
                }
            }
        }

        string expected = string.Concat(Enumerable.Range(0, 3000).Select(i => $"line {i}\n")) + "last\n";
        Assert.That(Encoding.ASCII.GetString(log.ToArray()), Is.EqualTo(expected));
    }

    [Test, CancelAfter(Patience)]
    public async Task One_case_is_not_exact_and_is_known(CancellationToken token)
    {
        // LineRestorer says why: the last piece of a long line that never ended looks like one that did.
        byte[] expected = Encoding.ASCII.GetBytes(new string('x', LineRestorer.PieceBytes + 100));

        Assert.That(await CatAsync(expected, token), Is.EqualTo((byte[])[.. expected, (byte)'\n']).Or.EqualTo(expected));
    }

    private static IEnumerable<int> Order(string log, string stream) =>
        log.Split('\n').Where(line => line.StartsWith(stream, StringComparison.Ordinal)).Select(line => int.Parse(line.AsSpan(4), null));

    private static string Hash(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private async Task<byte[]> CatAsync(byte[] content, CancellationToken token)
    {
        string source = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"log-{Guid.NewGuid():N}");
        await File.WriteAllBytesAsync(source, content, token);
        ContainerSpec spec = _harness.Spec("cat /in");
        await _harness.Runtime.CreateAsync(spec, token);
        PlaceOutcome placed = await _harness.Runtime.PlaceAsync(spec.Name, [new PlacedEntry.InputFile("/in", source)], token);
        File.Delete(source);
        Assert.That(placed, Is.EqualTo(new PlaceOutcome.Placed()));
        await _harness.Runtime.StartAsync(spec.Name, token);
        return await _harness.Runtime.LogAsync(spec.Name, LogPosition.Start, token);
    }
}
