using System.Net.Http.Headers;

namespace DePin.Scheduler.Client;

/// <summary>One call of the submitter's or operator's API, in a form that can be sent again.</summary>
/// <param name="Path">From <see cref="Protocol.Wire.Routes"/>, query included.</param>
internal sealed record HttpCall(HttpMethod Method, string Path)
{
    /// <summary>
    /// Makes the body of one try. The argument is to be called whenever bytes moved, so that a long upload is not taken for a hung
    /// one.
    /// </summary>
    public Func<Action, HttpContent>? Content { get; init; }

    /// <summary>False for a call whose repetition would have a second effect. Default true.</summary>
    public bool Repeatable { get; init; } = true;

    public string? IdempotencyKey { get; init; }

    /// <summary>Ask only for the bytes from here on; 0 for all.</summary>
    public long From { get; init; }

    /// <summary>Let the scheduler refuse before the body is sent. For large bodies.</summary>
    public bool AskFirst { get; init; }

    public HttpRequestMessage ToRequest(Uri scheduler, ApiToken? token, Action moved)
    {
        HttpRequestMessage request = new(Method, new Uri(scheduler.AbsoluteUri.TrimEnd('/') + Path)) { Content = Content?.Invoke(moved) };
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("depin-scheduler", ProductVersion.Number));
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token.Reveal());
        request.Headers.ExpectContinue = AskFirst ? true : null;
        if (IdempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", IdempotencyKey);
        }

        if (From > 0)
        {
            request.Headers.Range = new RangeHeaderValue(From, null);
        }

        return request;
    }

    public override string ToString() => $"{Method} {Path}";
}
