using System.Formats.Tar;
using System.Runtime.CompilerServices;
using System.Text;
using DePin.NodeAgent.Containers;

namespace DePin.NodeAgent.Tests.Containers;

/// <summary>Reads what a container left: its log and its files.</summary>
internal static class ContainerReading
{
    public static async Task<byte[]> LogAsync(
        this IContainerRuntime runtime, ContainerName name, LogPosition from, CancellationToken token, Action<LogChunk.Data>? each = null)
    {
        MemoryStream log = new();
        await foreach (LogChunk chunk in runtime.FollowLogsAsync(name, from, token))
        {
            Assert.That(chunk, Is.TypeOf<LogChunk.Data>(), $"{chunk}");
            LogChunk.Data data = (LogChunk.Data)chunk;
            log.Write(data.Bytes.Span);
            Assert.That(data.Next.Offset, Is.EqualTo(from.Offset + log.Length));
            Assert.That(LogPosition.TryParse(data.Next.ToString(), out LogPosition? stored), Is.True);
            Assert.That(stored, Is.EqualTo(data.Next));
            each?.Invoke(data);
        }

        return log.ToArray();
    }

    public static async Task ReadyAsync(this IContainerRuntime runtime, ContainerName name, CancellationToken token)
    {
        await foreach (LogChunk _ in runtime.FollowLogsAsync(name, LogPosition.Start, token))
        {
            return;
        }
    }

    public static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    public static async Task<Dictionary<string, string>> FilesAsync(
        this IContainerRuntime runtime, ContainerName name, string path, CancellationToken token)
    {
        Dictionary<string, string> files = [];
        await using Stream tar = (await runtime.ReadArchiveAsync(name, path, token))!;
        await using TarReader reader = new(tar);
        while (await reader.GetNextEntryAsync(copyData: true, token) is { } entry)
        {
            if (entry.EntryType is TarEntryType.RegularFile && entry.DataStream is { } content)
            {
                using StreamReader text = new(content);
                files[entry.Name] = await text.ReadToEndAsync(token);
            }
        }

        return files;
    }

    /// <summary>The log's lines as they come, until the container ends.</summary>
    public static async IAsyncEnumerable<string> LinesAsync(
        this IContainerRuntime runtime, ContainerName name, [EnumeratorCancellation] CancellationToken token)
    {
        string rest = "";
        await foreach (LogChunk chunk in runtime.FollowLogsAsync(name, LogPosition.Start, token))
        {
            string[] lines = (rest + Text(((LogChunk.Data)chunk).Bytes.ToArray())).Split('\n');
            foreach (string line in lines[..^1])
            {
                yield return line;
            }

            rest = lines[^1];
        }
    }

    /// <summary>The line that comes <paramref name="fresh"/> lines from now: those that were under way before are passed over.</summary>
    public static async Task<string> NextAsync(this IAsyncEnumerator<string> lines, int fresh)
    {
        for (int i = 0; i < fresh; i++)
        {
            Assert.That(await lines.MoveNextAsync(), Is.True, "the job ended");
        }

        return lines.Current;
    }
}
