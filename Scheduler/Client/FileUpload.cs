using System.Net;
using System.Net.Http.Headers;

namespace DePin.Scheduler.Client;

/// <summary>A file as the body of a call, read as it is sent.</summary>
internal sealed class FileUpload : HttpContent
{
    private const int BufferBytes = 256 * 1024;

    private readonly string _path;
    private readonly long _size;
    private readonly Action _moved;
    private readonly Action<long> _progress;

    public FileUpload(string path, long size, Action moved, Action<long> progress)
    {
        _path = path;
        _size = size;
        _moved = moved;
        _progress = progress;
        Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await using FileStream file = File.OpenRead(_path);
        byte[] buffer = new byte[BufferBytes];
        long sent = 0;
        while (sent < _size)
        {
            // Never more than was announced, also when the file grows meanwhile.
            int read = await file.ReadAsync(buffer.AsMemory(0, (int)Math.Min(BufferBytes, _size - sent)), cancellationToken);
            if (read == 0)
            {
                return;
            }

            await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            sent += read;
            _moved();
            _progress(sent);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _size;
        return true;
    }
}
