using System.Text;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Tests.Http;

/// <summary>One message that is wrong, and the refusal it must get.</summary>
/// <param name="ByNode">Sent with the node's session; otherwise with the operator's token.</param>
/// <param name="Says">What the detail must name.</param>
internal sealed record Malformed(
    string Name, HttpMethod Method, string Path, byte[] Body, string? ContentType, bool ByNode, ProblemCode Code, string Says)
{
    public static Malformed Node(string name, string path, string body, ProblemCode code, string says,
        string? contentType = "application/json") =>
        new(name, HttpMethod.Post, path, Encoding.UTF8.GetBytes(body), contentType, true, code, says);

    public static Malformed Upload(string name, string path, byte[] body, ProblemCode code, string says) =>
        new(name, HttpMethod.Put, path, body, "application/octet-stream", true, code, says);

    public static Malformed Api(string name, string path, string body, ProblemCode code, string says,
        string? contentType = "application/json") =>
        new(name, HttpMethod.Post, path, Encoding.UTF8.GetBytes(body), contentType, false, code, says);

    public static Malformed Get(string name, string path, ProblemCode code, string says) =>
        new(name, HttpMethod.Get, path, [], null, false, code, says);

    public HttpRequestMessage ToRequest()
    {
        HttpRequestMessage request = new(Method, Path);
        if (Method != HttpMethod.Get)
        {
            request.Content = new ByteArrayContent(Body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
        }

        return request;
    }

    public override string ToString() => Name;
}
