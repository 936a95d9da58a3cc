using System.Collections.Specialized;
using System.Net;
using System.Text.Json;
using DePin.Attestation.Evidence;
using DePin.Protocol.Checkpoints;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Tests.Hosting;

/// <summary>
/// The checkpoints that a <see cref="FakeScheduler"/> has of all its jobs: content by hash, each report once, in order, and only of what is
/// here.
/// </summary>
internal sealed class FakeCheckpoints
{
    private readonly Dictionary<ContentHash, List<byte>> _parts = [];
    private readonly List<string> _violations = [];

    public IReadOnlyList<string> Violations => _violations;

    public Dictionary<ContentHash, byte[]> Contents { get; } = [];

    /// <summary>As they were reported first.</summary>
    public List<(FakeLease Lease, CheckpointReport Report)> Reports { get; } = [];

    /// <summary>What a next lease goes on from.</summary>
    public SavedCheckpoint? Last { get; set; }

    /// <summary>Every report is refused.</summary>
    public bool Refuses { get; set; }

    public HttpResponseMessage Take(FakeLease lease, string? hash, NameValueCollection query, HttpRequestMessage request, byte[] body)
    {
        if (hash is null)
        {
            return Report(lease, JsonSerializer.Deserialize(body, WireJson.Default.CheckpointReport)!);
        }

        ContentHash content = ContentHash.Parse(hash);
        return request.Method == HttpMethod.Get ? FakeAnswer.Bytes(Contents, content, request)
            : Add(content, long.Parse(query["size"]!, null), long.Parse(query["offset"]!, null), body);
    }

    private HttpResponseMessage Add(ContentHash hash, long size, long offset, byte[] bytes)
    {
        if (Contents.ContainsKey(hash))
        {
            return FakeAnswer.Of(new ArtifactReply(size, true), WireJson.Default.ArtifactReply);
        }

        List<byte> have = _parts.TryGetValue(hash, out List<byte>? some) ? some : _parts[hash] = [];
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
            _violations.Add($"content {hash} of a checkpoint arrived damaged");
        }

        Contents[hash] = [.. have];
        return FakeAnswer.Of(new ArtifactReply(size, true), WireJson.Default.ArtifactReply);
    }

    private HttpResponseMessage Report(FakeLease lease, CheckpointReport report)
    {
        if (Refuses)
        {
            return FakeAnswer.Refuse(HttpStatusCode.UnprocessableEntity, ProblemCode.Rejected);
        }

        if (Last is { } same && same.Number == report.Number && same.Manifest == report.Manifest)
        {
            return FakeAnswer.Of(new CheckpointReply(same.Number, same.Link), WireJson.Default.CheckpointReply);
        }

        if (report.Number != (Last?.Number ?? 0) + 1 || report.Previous != (Last?.Link ?? default))
        {
            _violations.Add($"checkpoint {report.Number} does not follow checkpoint {Last?.Number ?? 0}");
        }

        if (!Contents.TryGetValue(report.Manifest, out byte[]? bytes)
            || !CheckpointManifest.Parse(bytes).Files.All(file => Contents.ContainsKey(file.Hash)))
        {
            _violations.Add($"checkpoint {report.Number} was reported before all of it was delivered");
        }

        Reports.Add((lease, report));
        Last = new SavedCheckpoint(
            report.Number, report.Manifest, CheckpointEvidence.LinkOf(report.Previous, report.Manifest.Value), 1, 1, lease.Lease.Epoch);
        return FakeAnswer.Of(new CheckpointReply(Last.Number, Last.Link), WireJson.Default.CheckpointReply);
    }
}
