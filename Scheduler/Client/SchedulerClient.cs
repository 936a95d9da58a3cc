using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DePin.Attestation;
using DePin.Attestation.Envelopes;
using DePin.Benchmark.Proof.Transcripts;
using DePin.Protocol;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Client;

/// <summary>
/// The submitter's and operator's API, typed. Every call ends within <see cref="ClientLimits"/> with its answer or a
/// <see cref="ClientException"/>; calls that may be repeated are, as the <see cref="RetryPolicy"/> says.
/// </summary>
internal sealed class SchedulerClient(SchedulerTransport transport, RetryPolicy policy)
{
    /// <summary>Characters of an idempotency key.</summary>
    public const int IdempotencyKeyLength = 200;

    public SchedulerTransport Transport { get; } = transport;

    public RetryPolicy Policy { get; } = policy;

    /// <summary>The same client for following a job: it waits out a restart of the scheduler.</summary>
    public SchedulerClient Patient => new(Transport, RetryPolicy.Patient);

    /// <param name="jobFile">The file's own bytes, so that the scheduler's messages carry its line numbers.</param>
    /// <param name="idempotencyKey">Submitting again with the same key returns the first job.</param>
    public Task<JobView> SubmitAsync(ReadOnlyMemory<byte> jobFile, string mediaType, string idempotencyKey, CancellationToken token) =>
        Call(
            new(HttpMethod.Post, Routes.Jobs) { Content = _ => Bytes(jobFile, mediaType), IdempotencyKey = idempotencyKey },
            WireJson.Default.JobView,
            token);

    public Task<JobView> JobAsync(JobId job, CancellationToken token) => Get(Routes.Job(job), WireJson.Default.JobView, token);

    public Task<JobList> JobsAsync(JobQuery query, CancellationToken token) => Get(query.Path, WireJson.Default.JobList, token);

    /// <summary>Asks for the job's end; the answer is the job as it is now.</summary>
    public Task<JobView> CancelAsync(JobId job, CancellationToken token) =>
        Call(new(HttpMethod.Delete, Routes.Job(job)), WireJson.Default.JobView, token);

    public Task<WhyView> WhyAsync(JobId job, CancellationToken token) => Get(Routes.JobWhy(job), WireJson.Default.WhyView, token);

    public Task<ArtifactList> ArtifactsAsync(JobId job, CancellationToken token) =>
        Get(Routes.JobArtifacts(job), WireJson.Default.ArtifactList, token);

    public Task<IReadOnlyList<AttestationEnvelope>> AttestationsAsync(JobId job, CancellationToken token) =>
        Get(Routes.JobAttestations(job), WireJson.Default.IReadOnlyListAttestationEnvelope, token);

    /// <summary>The log of one attempt from a byte offset on; with <paramref name="follow"/> it ends when the attempt's log does.</summary>
    public Task<ReplyStream> OpenLogAsync(JobId job, AttemptId attempt, long offset, bool follow, CancellationToken token) =>
        Transport.OpenAsync(new(HttpMethod.Get, Routes.JobLogs(job, attempt, offset, follow)), Policy, token);

    /// <summary>
    /// An output file from a byte offset on; the scheduler may answer with the whole (see <see cref="ReplyStream.Range"/>).
    /// </summary>
    public Task<ReplyStream> OpenArtifactAsync(JobId job, string path, long from, CancellationToken token) =>
        Transport.OpenAsync(new(HttpMethod.Get, Routes.JobArtifact(job, path)) { From = from }, Policy, token);

    public async Task<bool> HasBlobAsync(ContentHash hash, CancellationToken token)
    {
        try
        {
            return await Transport.CallAsync(new(HttpMethod.Head, Routes.Blob(hash)), Policy, token);
        }
        catch (SchedulerRefusedException e) when (e.Problem.Code == ProblemCode.NotFound)
        {
            return false;
        }
    }

    /// <param name="content">Makes the body of one try; calls its argument whenever bytes moved.</param>
    public Task PutBlobAsync(ContentHash hash, Func<Action, HttpContent> content, CancellationToken token) =>
        Transport.CallAsync(new(HttpMethod.Put, Routes.Blob(hash)) { Content = content, AskFirst = true }, Policy, token);

    public Task<NodeList> NodesAsync(CancellationToken token) => Get(Routes.Nodes, WireJson.Default.NodeList, token);

    public Task<NodeView> NodeAsync(Address node, CancellationToken token) => Get(Routes.Node(node), WireJson.Default.NodeView, token);

    /// <summary>A node's newest challenges.</summary>
    public Task<ProofList> ProofsAsync(Address node, CancellationToken token) =>
        Get(Routes.Proofs(node), WireJson.Default.ProofList, token);

    /// <summary>The transcript's own bytes.</summary>
    public Task<byte[]> TranscriptAsync(Hash32 proof, CancellationToken token) =>
        Transport.CallAsync(new(HttpMethod.Get, Routes.Transcript(proof)), ProofTranscript.MaxBytes, Policy, token);

    public Task<NodeView> DrainAsync(Address node, bool draining, CancellationToken token) =>
        Call(
            new(HttpMethod.Post, Routes.Drain(node)) { Content = _ => Json(new(draining), WireJson.Default.DrainRequest) },
            WireJson.Default.NodeView,
            token);

    /// <param name="after">Rows with a greater number; 0 from the first.</param>
    public Task<LedgerPage> LedgerAsync(long after, CancellationToken token) =>
        Get($"{Routes.Ledger}?after={after}&limit={WireLimits.PageSize}", WireJson.Default.LedgerPage, token);

    public Task<TokenList> TokensAsync(CancellationToken token) => Get(Routes.Tokens, WireJson.Default.TokenList, token);

    /// <summary>
    /// Never repeated on its own: a lost answer may have made a token whose secret nobody saw (<c>token list</c> shows it).
    /// </summary>
    public Task<TokenGrant> CreateTokenAsync(TokenRequest request, CancellationToken token) =>
        Call(
            new(HttpMethod.Post, Routes.Tokens) { Content = _ => Json(request, WireJson.Default.TokenRequest), Repeatable = false },
            WireJson.Default.TokenGrant,
            token);

    public Task RevokeTokenAsync(string id, CancellationToken token) =>
        Transport.CallAsync(new(HttpMethod.Delete, $"{Routes.Tokens}/{Uri.EscapeDataString(id)}"), Policy, token);

    private Task<T> Get<T>(string path, JsonTypeInfo<T> type, CancellationToken token) => Call(new(HttpMethod.Get, path), type, token);

    private Task<T> Call<T>(HttpCall call, JsonTypeInfo<T> type, CancellationToken token) => Transport.CallAsync(call, type, Policy, token);

    private static ByteArrayContent Json<T>(T value, JsonTypeInfo<T> type) =>
        Bytes(JsonSerializer.SerializeToUtf8Bytes(value, type), "application/json");

    private static ByteArrayContent Bytes(ReadOnlyMemory<byte> bytes, string mediaType)
    {
        ByteArrayContent content = new(bytes.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        return content;
    }
}
