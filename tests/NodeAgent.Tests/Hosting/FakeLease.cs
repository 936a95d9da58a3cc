using System.Collections.Specialized;
using System.Net;
using DePin.Attestation.Envelopes;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Tests.Hosting;

/// <summary>What a <see cref="FakeScheduler"/> has of one attempt.</summary>
internal sealed class FakeLease(Lease lease)
{
    private readonly List<byte> _log = [];
    private readonly Dictionary<string, List<byte>> _parts = new(StringComparer.Ordinal);

    public Lease Lease { get; } = lease;

    /// <summary>Every write about it is refused.</summary>
    public bool Lost { get; set; }

    /// <summary>Counter-signed; null until it came.</summary>
    public AttestationEnvelope? Envelope { get; set; }

    public byte[] Log => [.. _log];

    /// <summary>Whole outputs by path.</summary>
    public Dictionary<string, byte[]> Outputs { get; } = new(StringComparer.Ordinal);

    public HttpResponseMessage TakeLog(long offset, byte[] bytes)
    {
        if (bytes.Length > 0 && offset != _log.Count)
        {
            return FakeAnswer.Refuse(HttpStatusCode.Conflict, ProblemCode.OffsetMismatch, _log.Count);
        }

        _log.AddRange(bytes);
        return FakeAnswer.Of(new LogReply(_log.Count), WireJson.Default.LogReply);
    }

    public HttpResponseMessage TakeOutput(string path, NameValueCollection query, byte[] bytes)
    {
        (ContentHash hash, long size, long offset) = (
            ContentHash.Parse(query["sha256"]!),
            long.Parse(query["size"]!, null),
            long.Parse(query["offset"]!, null));
        List<byte> have = _parts.TryGetValue(path, out List<byte>? some) ? some : _parts[path] = [];
        if (bytes.Length > 0 && offset != have.Count)
        {
            return FakeAnswer.Refuse(HttpStatusCode.Conflict, ProblemCode.OffsetMismatch, have.Count);
        }

        have.AddRange(bytes);
        if (have.Count < size)
        {
            return FakeAnswer.Of(new ArtifactReply(have.Count, false), WireJson.Default.ArtifactReply);
        }

        if (ContentHash.Of([.. have]) != hash)
        {
            _parts.Remove(path);
            return FakeAnswer.Refuse(HttpStatusCode.UnprocessableEntity, ProblemCode.DigestMismatch);
        }

        Outputs[path] = [.. have];
        return FakeAnswer.Of(new ArtifactReply(size, true), WireJson.Default.ArtifactReply);
    }
}
