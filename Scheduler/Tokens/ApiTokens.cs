using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using DePin.Attestation;
using DePin.Protocol.Wire;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Server;
using DePin.Scheduler.Store;

namespace DePin.Scheduler.Tokens;

/// <summary>API tokens of submitters, operators and verifiers. The store and this memory hold only their SHA-256.</summary>
internal sealed class ApiTokens : IDisposable
{
    private const int SecretBytes = 32;
    private const int MaxNameLength = 100;
    private const int MaxTokens = 10_000;
    private const string OperatorId = "operator";

    private readonly SchedulerEngine _engine;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<Hash32, TokenView> _byHash;
    private readonly SemaphoreSlim _revoking = new(1);

    public ApiTokens(SchedulerEngine engine, StoreReader reader, TimeProvider time)
    {
        _engine = engine;
        _time = time;
        _byHash = new ConcurrentDictionary<Hash32, TokenView>(reader.Tokens().Select(row => KeyValuePair.Create(row.Hash, row.View)));
    }

    public IReadOnlyList<TokenView> All =>
        [.. _byHash.Values.OrderBy(token => token.CreatedAt).ThenBy(token => token.Id, StringComparer.Ordinal)];

    /// <summary>The token this text is, if it is one of ours and still valid.</summary>
    public TokenView? Find(string text) =>
        _byHash.TryGetValue(HashOf(text), out TokenView? token) && IsValid(token) ? token : null;

    public void Dispose() => _revoking.Dispose();

    /// <summary>
    /// A token with every scope, at a start where none is left that may make tokens: its secret goes to a file that only the operator can
    /// read, before its hash goes to the store, so that neither a crash nor an expiry leaves a scheduler that nobody can use.
    /// </summary>
    public async Task EnsureOperatorAsync(string path, CancellationToken token)
    {
        if (_byHash.Values.Any(IsAdmin))
        {
            return;
        }

        // Never what the file holds: that may be a token that was revoked.
        string secret = NewSecret();
        StateDirectory.WriteSecret(path, secret + "\n");
        TokenView view = new(OperatorId, "operator", Enum.GetValues<TokenScope>(), _time.GetUtcNow().ToUnixTimeSeconds(), null);
        await StoreAsync(new TokenRow(view, HashOf(secret)), token);
    }

    /// <summary>Makes a token; durable when this returns.</summary>
    /// <exception cref="RefusedException">The request is out of bounds, or could not be stored.</exception>
    public async Task<TokenGrant> CreateAsync(TokenRequest request, CancellationToken token)
    {
        Check(request);
        long now = _time.GetUtcNow().ToUnixTimeSeconds();
        string id = "t" + RandomNumberGenerator.GetHexString(12, lowercase: true);
        string secret = NewSecret();
        TokenView view = new(id, request.Name, [.. request.Scopes.Distinct().Order()], now, request.ExpiresInSeconds is { } seconds
            ? now + seconds : null);
        await StoreAsync(new TokenRow(view, HashOf(secret)), token);
        return new TokenGrant(view, secret);
    }

    /// <exception cref="RefusedException">
    /// There is no such token, it is the last that may make others, or its end could not be stored.
    /// </exception>
    public async Task RevokeAsync(string id, CancellationToken token)
    {
        // One after the other: two administrators who revoke each other's token at once must not both succeed.
        await _revoking.WaitAsync(token);
        try
        {
            await RevokeNextAsync(id, token);
        }
        finally
        {
            _revoking.Release();
        }
    }

    private async Task RevokeNextAsync(string id, CancellationToken token)
    {
        KeyValuePair<Hash32, TokenView>? found = _byHash.Where(pair => pair.Value.Id == id).Select(pair =>
            (KeyValuePair<Hash32, TokenView>?)pair).FirstOrDefault();
        if (found is not { } entry)
        {
            throw new RefusedException(Refusal.NotFound("token", Http.Shown.Of(id)));
        }

        if (IsAdmin(entry.Value) && !_byHash.Values.Any(other => other.Id != id && IsAdmin(other)))
        {
            throw new RefusedException(Refusal.Rejected(
                $"token '{Http.Shown.Of(id)}' is the last with scope admin: without it nobody could make or revoke tokens here",
                "make another first: depin-scheduler token create NAME --scope admin"));
        }

        (await _engine.AskAsync(new EngineRequest.Record([new StoreWrite.DeleteToken(id)]), token)).OrThrow();
        _byHash.TryRemove(entry);
    }

    private bool IsAdmin(TokenView token) => token.Scopes.Contains(TokenScope.Admin) && IsValid(token);

    private bool IsValid(TokenView token) => token.ExpiresAt is not { } end || _time.GetUtcNow().ToUnixTimeSeconds() < end;

    private async Task StoreAsync(TokenRow row, CancellationToken token)
    {
        (await _engine.AskAsync(new EngineRequest.Record([new StoreWrite.InsertToken(row)]), token)).OrThrow();
        _byHash[row.Hash] = row.View;
    }

    private static string NewSecret() => "dpn_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));

    private void Check(TokenRequest request)
    {
        string? fact = request switch
        {
            { Name.Length: 0 or > MaxNameLength } => $"the name has {request.Name.Length} characters, 1 to {MaxNameLength} are allowed",
            _ when request.Name.Any(char.IsControl) => "the name contains a control character",
            { Scopes.Count: 0 } => "scopes is empty",
            _ when request.Scopes.Any(scope => !Enum.IsDefined(scope)) => "scopes names one that does not exist",
            { ExpiresInSeconds: <= 0 or > 3_153_600_000 } => $"expiresInSeconds is {request.ExpiresInSeconds}",
            _ when _byHash.Count >= MaxTokens => $"there are {_byHash.Count} tokens, the limit",
            _ => null,
        };
        if (fact is not null)
        {
            throw new RefusedException(new Refusal(ProblemCode.InvalidMessage, fact,
                "give a name, scopes out of submit, operate, verify, admin, and a positive lifetime or none; revoke unused tokens"));
        }
    }

    private static Hash32 HashOf(string text) => Hash32.Sha256(Encoding.UTF8.GetBytes(text));
}
