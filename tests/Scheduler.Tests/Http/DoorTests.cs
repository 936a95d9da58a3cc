using System.Net.Http.Json;
using System.Text;
using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Protocol;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Tests.Http;

/// <summary>Who may come in, and what they may see.</summary>
internal sealed class DoorTests
{
    [Test, CancelAfter(120_000)]
    public async Task Without_a_token_nothing_is_said(CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token);
        using HttpClient nobody = scheduler.Client(null);
        using HttpClient wrong = scheduler.Client("dpn_wrong");
        foreach (string path in new[] { Routes.Jobs, Routes.Nodes, Routes.Ledger, Routes.Tokens, Routes.Job(JobId.New()) })
        {
            using HttpResponseMessage none = await nobody.GetAsync(path, token);
            await Replies.ProblemAsync(none, ProblemCode.Unauthorized, token);
            Assert.That(none.Headers.WwwAuthenticate.ToString(), Is.EqualTo("Bearer"));
            using HttpResponseMessage unknown = await wrong.GetAsync(path, token);
            await Replies.ProblemAsync(unknown, ProblemCode.Unauthorized, token);
        }
    }

    [Test, CancelAfter(120_000)]
    public async Task A_token_opens_only_what_its_scopes_name(CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token);
        using HttpClient submitter = await scheduler.ClientAsync(token, TokenScope.Submit);
        using HttpClient verifier = await scheduler.ClientAsync(token, TokenScope.Verify);
        (HttpClient, string)[] forbidden =
        [
            (submitter, Routes.Nodes), (submitter, Routes.Ledger), (submitter, Routes.Tokens), (verifier, Routes.Jobs),
                (verifier, Routes.Nodes),
        ];
        foreach ((HttpClient client, string path) in forbidden)
        {
            using HttpResponseMessage reply = await client.GetAsync(path, token);
            await Replies.ProblemAsync(reply, ProblemCode.Forbidden, token);
        }

        Assert.That((await verifier.GetFromJsonAsync(Routes.Ledger, WireJson.Default.LedgerPage, token))!.Rows, Is.Empty);
    }

    [Test, CancelAfter(120_000)]
    public async Task A_submitter_sees_only_its_own_jobs_and_an_operator_sees_all(CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token);
        using HttpClient alice = await scheduler.ClientAsync(token, TokenScope.Submit);
        using HttpClient bob = await scheduler.ClientAsync(token, TokenScope.Submit);
        JobView job = await scheduler.SubmitAsync(token, by: alice);

        Assert.That((await alice.GetFromJsonAsync(Routes.Jobs, WireJson.Default.JobList, token))!.Jobs.Single().Id, Is.EqualTo(job.Id));
        Assert.That((await bob.GetFromJsonAsync(Routes.Jobs, WireJson.Default.JobList, token))!.Jobs, Is.Empty);
        Assert.That((await scheduler.GetAsync(Routes.Jobs, WireJson.Default.JobList, token)).Jobs, Has.Count.EqualTo(1));
        foreach (string path in new[] { Routes.Job(job.Id), Routes.JobWhy(job.Id), Routes.JobArtifacts(job.Id),
            Routes.JobAttestations(job.Id), $"{Routes.Job(job.Id)}/logs" })
        {
            using HttpResponseMessage reply = await bob.GetAsync(path, token);
            await Replies.ProblemAsync(reply, ProblemCode.NotFound, token);
        }

        using HttpResponseMessage cancel = await bob.DeleteAsync(Routes.Job(job.Id), token);
        await Replies.ProblemAsync(cancel, ProblemCode.NotFound, token);
        Assert.That((await scheduler.ShowAsync(job.Id, token)).State, Is.InstanceOf<JobState.Queued>());
    }

    [Test, CancelAfter(120_000)]
    public async Task A_revoked_token_opens_nothing_also_after_a_restart(CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token);
        using HttpResponseMessage made = await scheduler.Http.PostAsJsonAsync(Routes.Tokens, new TokenRequest("ci", [TokenScope.Submit]),
            WireJson.Default.TokenRequest, token);
        TokenGrant grant = await Replies.ReadAsync(made, 201, WireJson.Default.TokenGrant, token);
        using (HttpClient client = scheduler.Client(grant.Secret))
        {
            Assert.That((await client.GetAsync(Routes.Jobs, token)).IsSuccessStatusCode, Is.True);
            using HttpResponseMessage revoked = await scheduler.Http.DeleteAsync($"{Routes.Tokens}/{grant.Token.Id}", token);
            Assert.That((int)revoked.StatusCode, Is.EqualTo(204));
            using HttpResponseMessage after = await client.GetAsync(Routes.Jobs, token);
            await Replies.ProblemAsync(after, ProblemCode.Unauthorized, token);
        }

        await scheduler.RestartAsync(token);
        using HttpClient again = scheduler.Client(grant.Secret);
        using HttpResponseMessage still = await again.GetAsync(Routes.Jobs, token);
        await Replies.ProblemAsync(still, ProblemCode.Unauthorized, token);
        Assert.That((await scheduler.GetAsync(Routes.Tokens, WireJson.Default.TokenList, token)).Tokens.Select(one => one.Name),
            Is.EqualTo(new[] { "operator" }));
    }

    [Test, CancelAfter(120_000)]
    public async Task An_expired_token_opens_nothing(CancellationToken token)
    {
        ManualTime time = new();
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token, time: time);
        using HttpResponseMessage made = await scheduler.Http.PostAsJsonAsync(Routes.Tokens,
            new TokenRequest("ci", [TokenScope.Submit], 60), WireJson.Default.TokenRequest, token);
        using HttpClient client = scheduler.Client((await Replies.ReadAsync(made, 201, WireJson.Default.TokenGrant, token)).Secret);
        Assert.That((await client.GetAsync(Routes.Jobs, token)).IsSuccessStatusCode, Is.True);

        time.Advance(TimeSpan.FromSeconds(61));

        using HttpResponseMessage reply = await client.GetAsync(Routes.Jobs, token);
        await Replies.ProblemAsync(reply, ProblemCode.Unauthorized, token);
    }

    private static readonly Dictionary<string, Func<NodeLogin, NodeLogin>> _lies = new()
    {
        ["nonce"] = login => login with { Nonce = Hash32.Random() },
        ["for scheduler"] = login => login with { Scheduler = Hash32.Random() },
        ["by"] = login => login with { Node = Address.Parse("0x00000000000000000000000000000000000000aa") },
    };

    private static IEnumerable<string> Lies => _lies.Keys;

    [TestCaseSource(nameof(Lies)), CancelAfter(120_000)]
    public async Task A_login_that_is_not_what_was_asked_for_is_refused(string what, CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token);
        using TestNode node = new(scheduler);
        SessionChallenge challenge = await node.ChallengeAsync(token);
        NodeLogin login = _lies[what](node.Login(challenge));

        using HttpResponseMessage reply = await LogInAsync(node, login, node.Key.Sign(Eip712.Digest(challenge.Domain, login)), token);

        Assert.That((await Replies.ProblemAsync(reply, ProblemCode.InvalidSignature, token)).Detail, Does.Contain(what));
    }

    [Test, CancelAfter(120_000)]
    public async Task A_nonce_is_good_for_one_login_by_the_right_key_in_the_right_domain(CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token);
        using TestNode node = new(scheduler);
        using PrivateKey stranger = PrivateKey.Create();
        foreach (Func<SessionChallenge, NodeLogin, Signature> sign in new Func<SessionChallenge, NodeLogin, Signature>[]
        {
            (challenge, login) => stranger.Sign(Eip712.Digest(challenge.Domain, login)),
            (challenge, login) => node.Key.Sign(Eip712.Digest(challenge.Domain with { ChainId = 1 }, login)),
        })
        {
            SessionChallenge challenge = await node.ChallengeAsync(token);
            NodeLogin login = node.Login(challenge);
            using HttpResponseMessage wrong = await LogInAsync(node, login, sign(challenge, login), token);
            await Replies.ProblemAsync(wrong, ProblemCode.InvalidSignature, token);
            using HttpResponseMessage good = await LogInAsync(node, login, node.Key.Sign(Eip712.Digest(challenge.Domain, login)), token);
            Assert.That((int)good.StatusCode, Is.EqualTo(200), "a stranger's bad login does not spend it");
            using HttpResponseMessage late = await LogInAsync(node, login, node.Key.Sign(Eip712.Digest(challenge.Domain, login)), token);
            Assert.That((await Replies.ProblemAsync(late, ProblemCode.InvalidSignature, token)).Detail, Does.Contain("was used"));
        }
    }

    [Test, CancelAfter(120_000)]
    public async Task A_nodes_session_ends_and_is_no_API_token(CancellationToken token)
    {
        ManualTime time = new();
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token, time: time);
        using TestNode node = new(scheduler);
        await node.LogInAsync(token);
        using HttpResponseMessage jobs = await node.Http.GetAsync(Routes.Jobs, token);
        await Replies.ProblemAsync(jobs, ProblemCode.Unauthorized, token);
        using HttpResponseMessage sync = await scheduler.Http.PostAsJsonAsync(Routes.Sync, node.Body(), WireJson.Default.SyncRequest,
            token);
        await Replies.ProblemAsync(sync, ProblemCode.Unauthorized, token);

        time.Advance(TimeSpan.FromHours(2));

        using HttpResponseMessage late = await node.Http.PostAsJsonAsync(Routes.Sync, node.Body(), WireJson.Default.SyncRequest, token);
        await Replies.ProblemAsync(late, ProblemCode.Unauthorized, token);
    }

    [Test, CancelAfter(120_000)]
    public async Task The_idempotency_key_makes_a_repeated_submit_harmless_also_after_a_restart(CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token);
        JobView first = await Replies.ReadAsync(await SubmitAsync(scheduler, "cpu: 1", token), 201, WireJson.Default.JobView, token);
        Assert.That((await Replies.ReadAsync(await SubmitAsync(scheduler, "cpu: 1", token), 200, WireJson.Default.JobView, token)).Id,
            Is.EqualTo(first.Id));
        await scheduler.RestartAsync(token);
        Assert.That((await Replies.ReadAsync(await SubmitAsync(scheduler, "cpu: 1", token), 200, WireJson.Default.JobView, token)).Id,
            Is.EqualTo(first.Id));
        await Replies.ProblemAsync(await SubmitAsync(scheduler, "cpu: 2", token), ProblemCode.Conflict, token);
    }

    [Test, CancelAfter(120_000)]
    public async Task The_state_directory_is_private_and_taken_once(CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token);
        const UnixFileMode others = (UnixFileMode)0b000_111_111;
        foreach (string name in new[] { "", "operator.token", "scheduler.key" })
        {
            Assert.That(File.GetUnixFileMode(Path.Combine(scheduler.StateDirectory, name)) & others, Is.EqualTo(UnixFileMode.None), name);
        }

        Assert.That(
            () => DePin.Scheduler.Server.SchedulerServer.StartAsync(new() { StateDirectory = scheduler.StateDirectory },
                TimeProvider.System, _ => { }, token),
            Throws.InstanceOf<DePin.Scheduler.Server.CannotStartException>().With.Message.Contains("state directory"));
    }

    private static Task<HttpResponseMessage> LogInAsync(TestNode node, NodeLogin login, Signature signature, CancellationToken token) =>
        node.Http.PostAsJsonAsync(Routes.Session, new SessionRequest { Node = node.Key.Address, Login = login, Signature = signature },
            WireJson.Default.SessionRequest, token);

    private static async Task<HttpResponseMessage> SubmitAsync(TestScheduler scheduler, string resources, CancellationToken token)
    {
        using HttpRequestMessage request = new(HttpMethod.Post,
            Routes.Jobs)
        { Content = new StringContent(Specs.Yaml($"resources: {{ {resources} }}"), Encoding.UTF8, "application/yaml") };
        request.Headers.Add("Idempotency-Key", "nightly-1");
        return await scheduler.Http.SendAsync(request, token);
    }
}
