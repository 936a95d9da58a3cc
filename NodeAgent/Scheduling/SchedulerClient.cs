using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DePin.Attestation;
using DePin.Attestation.Envelopes;
using DePin.Protocol;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Scheduling;

/// <summary>
/// The node's calls of protocol version 1. Each throws <see cref="SchedulerUnreachableException"/> (ask again later),
/// <see cref="SchedulerRefusedException"/> (with the problem) or <see cref="SchedulerDistrustedException"/>.
/// </summary>
public sealed class SchedulerClient(SchedulerHttp http, SchedulerSession session)
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(30);

    /// <summary>A sync is held 20 s ± 20 %; then the network and a busy scheduler.</summary>
    private static readonly TimeSpan _syncTimeout = (WireLimits.SyncHold * 1.2) + TimeSpan.FromSeconds(15);

    private static readonly TimeSpan _partTimeout = TimeSpan.FromSeconds(120);

    /// <summary>Logs in if that was not done yet, by which the scheduler's time is known.</summary>
    public async Task LogInAsync(CancellationToken token) => await session.TokenAsync(token);

    public async Task<SyncReply> SyncAsync(SyncRequest sync, CancellationToken token) =>
        await PostAsync(Routes.Sync, sync, WireJson.Default.SyncRequest, WireJson.Default.SyncReply, _syncTimeout, token);

    public async Task<EventsReply> SendEventsAsync(EventsRequest events, CancellationToken token) =>
        await PostAsync(Routes.Events, events, WireJson.Default.EventsRequest, WireJson.Default.EventsReply, _timeout, token);

    /// <summary>Sends log bytes for <paramref name="offset"/>; none asks how many are held.</summary>
    public async Task<LogReply> SendLogAsync(
        AttemptId attempt, long epoch, long offset, ReadOnlyMemory<byte> bytes, CancellationToken token) =>
        await PutAsync(Routes.Logs(attempt, epoch, offset), bytes, WireJson.Default.LogReply, token);

    /// <summary>Sends a part of an output for <paramref name="offset"/>; an empty one asks how much is held.</summary>
    public async Task<ArtifactReply> SendOutputAsync(
        AttemptId attempt, long epoch, ArtifactEntry entry, long offset, ReadOnlyMemory<byte> bytes, CancellationToken token) =>
        await PutAsync(Routes.Artifact(attempt, epoch, entry, offset), bytes, WireJson.Default.ArtifactReply, token);

    /// <summary>Sends the attestation. Repeating it gives the same answer.</summary>
    public async Task<AttestationReply> SendAttestationAsync(
        AttemptId attempt, long epoch, AttestationEnvelope envelope, CancellationToken token) =>
        await PostAsync(
            Routes.Attestation(attempt, epoch),
            envelope,
            WireJson.Default.AttestationEnvelope,
            WireJson.Default.AttestationReply,
            _partTimeout,
            token);

    /// <summary>An input's bytes from <paramref name="offset"/> on, as they come. The caller disposes the answer.</summary>
    public async Task<HttpResponseMessage> ReadInputAsync(
        AttemptId attempt, long epoch, ContentHash hash, long offset, CancellationToken token) =>
        await ReadAsync(Routes.Input(attempt, epoch, hash), offset, token);

    /// <summary>Sends a part of a checkpoint's file for <paramref name="offset"/>; an empty one asks how much is held.</summary>
    public async Task<ArtifactReply> SendCheckpointAsync(
        AttemptId attempt, long epoch, ContentHash hash, long size, long offset, ReadOnlyMemory<byte> bytes, CancellationToken token) =>
        await PutAsync(Routes.CheckpointPart(attempt, epoch, hash, size, offset), bytes, WireJson.Default.ArtifactReply, token);

    /// <summary>Reports a checkpoint of which everything was sent. Repeating it gives the same answer.</summary>
    public async Task<CheckpointReply> ReportCheckpointAsync(
        AttemptId attempt, long epoch, CheckpointReport report, CancellationToken token) =>
        await PostAsync(
            Routes.Checkpoints(attempt, epoch),
            report,
            WireJson.Default.CheckpointReport,
            WireJson.Default.CheckpointReply,
            _timeout,
            token);

    /// <summary>A file of the job's checkpoint from <paramref name="offset"/> on, as it comes. The caller disposes the answer.</summary>
    public async Task<HttpResponseMessage> ReadCheckpointAsync(
        AttemptId attempt, long epoch, ContentHash hash, long offset, CancellationToken token) =>
        await ReadAsync(Routes.CheckpointFile(attempt, epoch, hash), offset, token);

    /// <summary>
    /// Says that the memory of a VRAM challenge is filled; the answer seeds the reading. Repeating it gives the same answer.
    /// </summary>
    public async Task<ProofStartReply> FillProofAsync(Hash32 challenge, CancellationToken token)
    {
        using HttpResponseMessage response = await SendAsync(
            () => new HttpRequestMessage(HttpMethod.Post, Routes.ProofFilled(challenge)), stream: false, _timeout, token);
        return await SchedulerHttp.ReadAsync(response, WireJson.Default.ProofStartReply, token);
    }

    /// <summary>Commits to the work of a challenge. Repeating it gives the same answer.</summary>
    public async Task<ProofCommitReply> CommitProofAsync(Hash32 challenge, ProofCommitRequest commit, CancellationToken token) =>
        await PostAsync(
            Routes.ProofCommit(challenge), commit, WireJson.Default.ProofCommitRequest, WireJson.Default.ProofCommitReply, _timeout, token);

    /// <summary>Opens what the secret drew; the answer is the verdict.</summary>
    public async Task<ProofView> OpenProofAsync(Hash32 challenge, ProofOpenRequest opened, CancellationToken token) =>
        await PostAsync(
            Routes.ProofOpen(challenge), opened, WireJson.Default.ProofOpenRequest, WireJson.Default.ProofView, _partTimeout, token);

    /// <summary>Says that there will be no answer.</summary>
    public async Task<ProofView> GiveUpProofAsync(Hash32 challenge, ProofGiveUpRequest words, CancellationToken token) =>
        await PostAsync(
            Routes.ProofGiveUp(challenge), words, WireJson.Default.ProofGiveUpRequest, WireJson.Default.ProofView, _timeout, token);

    internal static ByteArrayContent Json(byte[] body) =>
        new(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    private async Task<HttpResponseMessage> ReadAsync(string route, long offset, CancellationToken token) => await SendAsync(
        () => new HttpRequestMessage(HttpMethod.Get, route)
        {
            Headers = { Range = offset == 0 ? null : new RangeHeaderValue(offset, null) },
        },
        stream: true,
        _timeout,
        token);

    private async Task<TReply> PostAsync<TBody, TReply>(
        string route, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TReply> replyType, TimeSpan timeout, CancellationToken token)
        where TReply : class
    {
        byte[] bytes = JsonSerializer.SerializeToUtf8Bytes(body, bodyType);
        using HttpResponseMessage response =
            await SendAsync(() => new HttpRequestMessage(HttpMethod.Post, route) { Content = Json(bytes) }, stream: false, timeout, token);
        return await SchedulerHttp.ReadAsync(response, replyType, token);
    }

    private async Task<TReply> PutAsync<TReply>(
        string route, ReadOnlyMemory<byte> bytes, JsonTypeInfo<TReply> replyType, CancellationToken token)
        where TReply : class
    {
        HttpRequestMessage Request() => new(HttpMethod.Put, route)
        {
            Content = new ReadOnlyMemoryContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } },
        };
        using HttpResponseMessage response = await SendAsync(Request, stream: false, _partTimeout, token);
        return await SchedulerHttp.ReadAsync(response, replyType, token);
    }

    /// <summary>Sends with the session's token; one that is no longer accepted is replaced once.</summary>
    private async Task<HttpResponseMessage> SendAsync(
        Func<HttpRequestMessage> request, bool stream, TimeSpan timeout, CancellationToken token)
    {
        string bearer = await session.TokenAsync(token);
        try
        {
            using HttpRequestMessage first = request();
            return await http.SendAsync(first, bearer, stream, timeout, token);
        }
        catch (SchedulerRefusedException e) when (e.Code == ProblemCode.Unauthorized)
        {
            session.Forget(bearer);
        }

        using HttpRequestMessage second = request();
        return await http.SendAsync(second, await session.TokenAsync(token), stream, timeout, token);
    }
}
