using System.Text.Json;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Tests.Cli;

/// <summary><c>token create | list | revoke</c>.</summary>
internal sealed class TokenVerbTests
{
    private const string Secret = "dpn_the-one-and-only-secret";

    [Test]
    [CancelAfter(20_000)]
    public async Task The_secret_is_alone_on_standard_output(CancellationToken token)
    {
        await using FakeScheduler fake = await GrantingAsync(token);

        CliRun run = await CliRun.AgainstAsync(
            fake,
            token,
            "token",
            "create",
            "ci",
            "--scope",
            "submit",
            "--scope",
            "verify",
            "--expires",
            "30d");

        Assert.That(run.Code, Is.EqualTo(ExitCode.Ok), run.Error);
        Assert.That(run.Output, Is.EqualTo(Secret + "\n"));
        Assert.That(run.Error, Does.Contain("may submit verify").And.Not.Contain(Secret));
        TokenRequest asked = JsonSerializer.Deserialize(fake.Requests.Single().Body, WireJson.Default.TokenRequest)!;
        Assert.That(asked.Name, Is.EqualTo("ci"));
        Assert.That(asked.Scopes, Is.EqualTo(new[] { TokenScope.Submit, TokenScope.Verify }));
        Assert.That(asked.ExpiresInSeconds, Is.EqualTo(30 * 24 * 3600));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Written_to_a_file_only_its_owner_reads_it_and_it_serves_as_a_token_file(CancellationToken token)
    {
        await using FakeScheduler fake = await GrantingAsync(token);
        fake.OnGet("/v1/tokens", new TokenList([]), WireJson.Default.TokenList);
        using TempDirectory files = new();
        string file = files.File("ci.token");

        CliRun run = await CliRun.AgainstAsync(fake, token, "token", "create", "ci", "--scope", "submit", "--to", file, "--json");
        CliRun used = await CliRun.InAsync([], token, "token", "list", "--scheduler", fake.Url.ToString(), "--token-file", file);

        Assert.That(run.Output + run.Error, Does.Not.Contain(Secret));
        Assert.That(File.GetUnixFileMode(file), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That(used.Code, Is.EqualTo(ExitCode.Ok), used.Error);
        Assert.That(fake.Requests[^1].Headers["Authorization"], Is.EqualTo($"Bearer {Secret}"));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task No_token_is_made_when_its_file_cannot_be(CancellationToken token)
    {
        await using FakeScheduler fake = await GrantingAsync(token);
        using TempDirectory files = new();
        string file = files.Write("ci.token", "an older one");

        CliRun run = await CliRun.AgainstAsync(fake, token, "token", "create", "ci", "--scope", "submit", "--to", file);

        Assert.That(run.Code, Is.EqualTo(ExitCode.LocalFile), run.Error);
        Assert.That(fake.Requests, Is.Empty);
        Assert.That(await File.ReadAllTextAsync(file, token), Is.EqualTo("an older one"));
    }

    [TestCase("--scope", "root")]
    [TestCase("--expires", "soon", "--scope", "submit")]
    [TestCase("--expires", "0d", "--scope", "submit")]
    [TestCase("--expires", "99999999999d", "--scope", "submit")]
    [TestCase("--expires", "-1h", "--scope", "submit")]
    [CancelAfter(20_000)]
    public async Task A_wrong_wish_is_refused_here(params string[] options)
    {
        CliRun run = await CliRun.AloneAsync(TestContext.CurrentContext.CancellationToken, ["token", "create", "ci", .. options]);

        Assert.That(run.Code, Is.EqualTo(ExitCode.Usage), run.Error);
        Assert.That(run.Error, Does.Contain("See 'depin-scheduler token create --help'."));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_token_is_revoked_by_its_id(CancellationToken token)
    {
        await using FakeScheduler fake = await FakeScheduler.StartAsync(token);
        fake.On("DELETE", "/v1/tokens/t 1", context =>
        {
            context.Response.StatusCode = 204;
            return Task.CompletedTask;
        });

        CliRun run = await CliRun.AgainstAsync(fake, token, "token", "revoke", "t 1");

        Assert.That(run.Output, Is.EqualTo("token t 1 is revoked\n"), run.Error);
    }

    private static async Task<FakeScheduler> GrantingAsync(CancellationToken token)
    {
        FakeScheduler fake = await FakeScheduler.StartAsync(token);
        TokenGrant grant = new(new TokenView("t1", "ci", [TokenScope.Submit, TokenScope.Verify], 1_795_375_000, 1_795_375_803), Secret);
        return fake.On("POST", "/v1/tokens", context => FakeScheduler.WriteAsync(context, 201, grant, WireJson.Default.TokenGrant));
    }
}
