namespace DePin.Scheduler.Client;

/// <summary>Reads an answer into memory, up to a limit.</summary>
internal static class BoundedBody
{
    /// <exception cref="UntrustedReplyException">The body is larger than <paramref name="limit"/> bytes.</exception>
    public static async Task<byte[]> ReadAsync(HttpResponseMessage response, int limit, HttpCall call, CancellationToken token)
    {
        if (response.Content.Headers.ContentLength > limit)
        {
            throw TooLarge(limit, call);
        }

        await using Stream body = await response.Content.ReadAsStreamAsync(token);
        using MemoryStream held = new();
        byte[] buffer = new byte[16 * 1024];
        for (int read; (read = await body.ReadAsync(buffer, token)) > 0;)
        {
            if (held.Length + read > limit)
            {
                throw TooLarge(limit, call);
            }

            held.Write(buffer, 0, read);
        }

        return held.ToArray();
    }

    private static UntrustedReplyException TooLarge(int limit, HttpCall call) => new(
        $"the answer to {call} is larger than {limit} bytes",
        "Ask for less at once (--limit), or check that this is the address of a DePin scheduler.");
}
