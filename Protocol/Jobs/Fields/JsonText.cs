using System.Buffers;
using System.Text.Json;

namespace DePin.Protocol.Jobs.Fields;

/// <summary>UTF-8 JSON from what a writer is told.</summary>
internal static class JsonText
{
    public static byte[] Of(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            write(writer);
        }

        return buffer.WrittenSpan.ToArray();
    }
}
