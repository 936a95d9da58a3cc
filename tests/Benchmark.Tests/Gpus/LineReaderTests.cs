using System.Text;
using DePin.Benchmark.Gpus.Worker;

namespace DePin.Benchmark.Tests.Gpus;

public sealed class LineReaderTests
{
    [TestCase("", new string[0])]
    [TestCase("one\ntwo\n", new[] { "one", "two" })]
    [TestCase("\n\nx\n", new[] { "", "", "x" })]
    [TestCase("12345678\n12345678\n1\n", new[] { "12345678", "12345678", "1" }, TestName = "Lines as long as they may be")]
    [TestCase("one\ntorn", new[] { "one" }, TestName = "What is not ended is no line")]
    [CancelAfter(10_000)]
    public async Task Lines_come_one_by_one_however_the_bytes_arrive(string text, string[] lines, CancellationToken token)
    {
        for (int size = 1; size <= 4; size++)
        {
            LineReader reader = new(new Dribble(Encoding.UTF8.GetBytes(text), size), most: 9);
            List<string> read = [];
            while (await reader.ReadAsync(token) is { } line)
            {
                read.Add(Encoding.UTF8.GetString(line.Span));
            }

            Assert.That(read, Is.EqualTo(lines), $"{size} bytes at a time");
        }
    }

    [Test, CancelAfter(10_000)]
    public void A_line_without_an_end_costs_no_more_than_the_limit(CancellationToken token)
    {
        LineReader reader = new(new Dribble(new byte[100], 100), most: 9);

        Assert.That(async () => await reader.ReadAsync(token), Throws.TypeOf<InvalidDataException>());
    }

    /// <summary>A stream that gives so many bytes at a time.</summary>
    private sealed class Dribble(byte[] content, int size) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(size, buffer.Length)], cancellationToken);
    }
}
