using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DePin.NodeAgent.Containers.Engine.Json;

namespace DePin.NodeAgent.Containers.Engine;

/// <summary>The engine's answer to one call; its body is read once, within a stated size.</summary>
internal sealed class EngineReply(HttpResponseMessage response, CallScope scope) : IDisposable
{
    private const int MaxJsonBytes = 16 << 20;
    private const int MaxMessageBytes = 64 << 10;

    public HttpStatusCode Status => response.StatusCode;

    public bool Succeeded => response.IsSuccessStatusCode;

    public string Header(string name) => response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? values.First() : "";

    /// <exception cref="EngineException">The body is not such an object, or too long.</exception>
    public async Task<T> ReadJsonAsync<T>(JsonTypeInfo<T> type)
    {
        byte[] body = await ReadAsync(MaxJsonBytes);
        try
        {
            return JsonSerializer.Deserialize(body, type) ?? throw Breach("null where an object was promised");
        }
        catch (JsonException error)
        {
            throw Breach($"not the JSON that was promised: {error.Message}");
        }
    }

    /// <summary>The engine's own words for a refusal.</summary>
    public async Task<string> ReadMessageAsync()
    {
        byte[] body = await ReadAsync(MaxMessageBytes);
        try
        {
            string? message = JsonSerializer.Deserialize(body, EngineJson.Default.ErrorBody)?.Message;
            return string.IsNullOrWhiteSpace(message) ? Encoding.UTF8.GetString(body).Trim() : message.Trim();
        }
        catch (JsonException)
        {
            return Encoding.UTF8.GetString(body).Trim();
        }
    }

    /// <summary>
    /// The body as it arrives. Belongs to this reply; reading it throws <see cref="EngineUnavailableException"/> when it breaks
    /// off.
    /// </summary>
    public async Task<Stream> ReadStreamAsync() => new ReplyStream(await response.Content.ReadAsStreamAsync(scope.Token), scope, this);

    /// <exception cref="EngineException">The status is neither a success nor one of <paramref name="expected"/>.</exception>
    public async Task EnsureAsync(params HttpStatusCode[] expected)
    {
        if (!Succeeded && !expected.Contains(Status))
        {
            throw Breach(await ReadMessageAsync());
        }
    }

    public EngineException Breach(string message) => new(scope.Call.ToString(), Status, message);

    public void Dispose()
    {
        response.Dispose();
        scope.Dispose();
    }

    private async Task<byte[]> ReadAsync(int limit)
    {
        Stream body = await ReadStreamAsync();
        using MemoryStream read = new();
        byte[] buffer = new byte[16 << 10];
        int count;
        while ((count = await body.ReadAsync(buffer, scope.Token)) > 0)
        {
            if (read.Length + count > limit)
            {
                throw Breach($"the answer is longer than {limit} bytes");
            }

            read.Write(buffer, 0, count);
        }

        return read.ToArray();
    }
}
