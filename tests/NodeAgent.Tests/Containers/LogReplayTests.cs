using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Containers.Logs;

namespace DePin.NodeAgent.Tests.Containers;

/// <summary>
/// The engine's stream taken apart, on streams made here: every way of cutting it, rotation, and what is no stream at all.
/// </summary>
public sealed class LogReplayTests
{
    private const int Patience = 30_000;
    private const byte Out = 1;
    private const byte Err = 2;

    [Test, CancelAfter(Patience)]
    public async Task Any_cut_of_the_stream_gives_the_same_bytes(CancellationToken token)
    {
        byte[] stream = [.. Frame(Out, 1, "one\n"), .. Frame(Err, 2, "two\n"), .. Frame(Out, 3, ""), .. Frame(Out, 4, "three")];

        for (int cut = 1; cut < stream.Length; cut++)
        {
            (string text, _) = await ReadAsync(new PiecewiseStream(stream, cut), LogPosition.Start, token);
            Assert.That(text, Is.EqualTo("one\ntwo\nthree"), $"read {cut} bytes at a time");
        }
    }

    [Test, CancelAfter(Patience)]
    public async Task Reading_goes_on_at_every_byte(CancellationToken token)
    {
        byte[] stream = [.. Frame(Out, 1, "one\n"), .. Frame(Err, 2, "two\n"), .. Frame(Out, 3, "three")];

        for (int offset = 0; offset <= "one\ntwo\nthree".Length; offset++)
        {
            LogPosition from = new(offset, offset, 1, 1);
            (string text, List<LogChunk.Gap> gaps) = await ReadAsync(new MemoryStream(stream), from, token);
            Assert.That(text, Is.EqualTo("one\ntwo\nthree"[offset..]));
            Assert.That(gaps, Is.Empty);
        }
    }

    [Test, CancelAfter(Patience)]
    public async Task Rotated_log_is_a_gap_and_goes_on_behind_the_last_record_read(CancellationToken token)
    {
        byte[] stream = [.. Frame(Out, 5, "kept"), .. Frame(Out, 6, "read"), .. Frame(Out, 7, "new")];

        (string text, List<LogChunk.Gap> gaps) = await ReadAsync(new MemoryStream(stream), new LogPosition(100, 100, 1, 6), token);
        LogPosition behind = new(103, 11, 5, 7);
        (string again, List<LogChunk.Gap> none) = await ReadAsync(new MemoryStream(stream), behind, token);

        Assert.That(text, Is.EqualTo("new"));
        Assert.That(gaps.Single().Next, Is.EqualTo(new LogPosition(100, 8, 5, 6)));
        Assert.That((again, none.Count), Is.EqualTo(("", 0)), "from behind the gap the log is whole again");
    }

    [Test, CancelAfter(Patience)]
    public async Task Rotated_log_with_nothing_new_is_no_gap(CancellationToken token)
    {
        (string text, List<LogChunk.Gap> gaps) = await ReadAsync(
            new MemoryStream(Frame(Out, 5, "read")), new LogPosition(100, 100, 1, 5), token);

        Assert.That((text, gaps.Count), Is.EqualTo(("", 0)));
    }

    [Test, CancelAfter(Patience)]
    public async Task Log_that_lost_its_end_is_a_gap(CancellationToken token)
    {
        (string text, List<LogChunk.Gap> gaps) = await ReadAsync(
            new MemoryStream(Frame(Out, 1, "abc")), new LogPosition(10, 10, 1, 1), token);

        Assert.That(text, Is.Empty);
        Assert.That(gaps.Single().Reason, Does.Contain("3 bytes").And.Contain("10"));
    }

    [Test, CancelAfter(Patience)]
    public async Task Failure_of_the_engine_is_a_gap_with_its_words(CancellationToken token)
    {
        byte[] words = "Error grabbing logs: invalid character"u8.ToArray();
        byte[] stream = [.. Frame(Out, 1, "a"), .. Header(LogFrame.Failure, words.Length), .. words];

        (string text, List<LogChunk.Gap> gaps) = await ReadAsync(new MemoryStream(stream), LogPosition.Start, token);

        Assert.That(text, Is.EqualTo("a"));
        Assert.That(gaps.Single().Reason, Does.Contain("Error grabbing logs: invalid character"));
    }

    [Test, CancelAfter(Patience)]
    public async Task Line_feed_dropped_behind_a_long_line_is_put_back(CancellationToken token)
    {
        string piece = new('x', LineRestorer.PieceBytes);
        byte[] stream =
        [
            .. Frame(Out, 1, piece), .. Frame(Err, 2, "between\n"), .. Frame(Out, 1, piece), .. Frame(Out, 1, "end"),
            .. Frame(Out, 3, piece), .. Frame(Out, 3, ""), .. Frame(Out, 4, "next\n"), .. Frame(Out, 5, "tail"),
        ];

        (string text, _) = await ReadAsync(new MemoryStream(stream), LogPosition.Start, token);

        Assert.That(text, Is.EqualTo($"{piece}between\n{piece}end\n{piece}\nnext\ntail"));
    }

    [Test, CancelAfter(Patience)]
    public async Task Line_feed_an_engine_keeps_is_not_doubled(CancellationToken token)
    {
        string piece = new('x', LineRestorer.PieceBytes);
        byte[] stream = [.. Frame(Out, 1, piece), .. Frame(Out, 1, "end\n"), .. Frame(Out, 2, piece), .. Frame(Out, 2, "\n")];

        (string text, _) = await ReadAsync(new MemoryStream(stream), LogPosition.Start, token);

        Assert.That(text, Is.EqualTo($"{piece}end\n{piece}\n"));
    }

    [TestCase("0100000000000003616263", "has no time", Description = "a record without its time")]
    [TestCase("0900000000000001FF", "is no header", Description = "an unknown stream")]
    [TestCase("01000001000000010A", "is no header", Description = "padding that is not zero")]
    [TestCase("01000000FFFFFFFF", "is no header", Description = "a length beyond all bounds")]
    [TestCase("0100000000", "5 bytes into a record", Description = "an end in the middle")]
    [CancelAfter(Patience)]
    public void What_is_no_stream_of_the_engine_is_refused(string hex, string reason, CancellationToken token)
    {
        Assert.That(
            async () => await ReadAsync(new MemoryStream(Convert.FromHexString(hex)), LogPosition.Start, token),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains(reason));
    }

    [TestCase("2026-11-22T19:16:10.064065140Z x", 1795374970064065140, 31)]
    [TestCase("2026-11-22T19:16:10Z x", 1795374970000000000, 21)]
    [TestCase("2026-11-22T21:16:10.5+02:00 x", 1795374970500000000, 28, Description = "Podman writes the local offset")]
    public void Time_of_a_record_is_read_to_the_nanosecond(string record, long nanoseconds, int length)
    {
        bool read = LogStamp.TryRead(Encoding.ASCII.GetBytes(record), out long stamp, out int strip);

        Assert.That((read, stamp, strip), Is.EqualTo((true, nanoseconds, length)));
    }

    [TestCase("")]
    [TestCase("2026-11-22T19:16:10.064065140Z")]
    [TestCase("2026-11-22T19:16:10.Z x")]
    [TestCase("2026-11-22T19:16:10.1234567890Z x")]
    [TestCase("2026-13-22T19:16:10Z x")]
    [TestCase("hello world, how are you x")]
    public void What_is_no_time_is_not_read_as_one(string record)
    {
        Assert.That(LogStamp.TryRead(Encoding.ASCII.GetBytes(record), out _, out _), Is.False);
    }

    [TestCase("1/2/3")]
    [TestCase("-1/0/0/0")]
    [TestCase("a/0/0/0")]
    [TestCase(null)]
    public void What_is_no_position_is_refused(string? text)
    {
        Assert.That(LogPosition.TryParse(text, out _), Is.False);
    }

    private static async Task<(string Text, List<LogChunk.Gap> Gaps)> ReadAsync(Stream stream, LogPosition from, CancellationToken token)
    {
        StringBuilder text = new();
        List<LogChunk.Gap> gaps = [];
        await foreach (LogChunk chunk in new LogReplay(stream, from).ReadAsync(token))
        {
            if (chunk is LogChunk.Data data)
            {
                text.Append(Encoding.UTF8.GetString(data.Bytes.Span));
            }
            else
            {
                gaps.Add((LogChunk.Gap)chunk);
            }
        }

        return (text.ToString(), gaps);
    }

    private static byte[] Frame(byte stream, int stamp, string payload)
    {
        string time = string.Create(CultureInfo.InvariantCulture, $"1970-01-01T00:00:00.{stamp:D9}Z ");
        byte[] body = Encoding.UTF8.GetBytes(time + payload);
        return [.. Header(stream, body.Length), .. body];
    }

    private static byte[] Header(byte stream, int length)
    {
        byte[] header = [stream, 0, 0, 0, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), length);
        return header;
    }
}
