using DePin.Scheduler.Cli;
using DePin.Scheduler.Client;

namespace DePin.Scheduler.Tests.Cli;

internal sealed class AccountFinderTests
{
    private static readonly ConnectionRequest _nothing = new(null, null, null, null);

    private readonly List<string> _warnings = [];

    [Test]
    public void Without_a_word_this_machine_is_called()
    {
        using TempDirectory home = new();

        Assert.That(Find(home, [], _nothing with { State = null }).Url, Is.EqualTo(new Uri(AccountFinder.DefaultUrl)));
    }

    [Test]
    public void The_command_line_wins_over_the_environment_and_that_over_the_file()
    {
        using TempDirectory home = new();
        home.Write(".config/depin/scheduler.json", """{ "scheduler": "https://file.example" }""");

        Assert.Multiple(() =>
        {
            Assert.That(Find(home, [], _nothing).Url.Host, Is.EqualTo("file.example"));
            Assert.That(Find(home, new() { ["DEPIN_SCHEDULER"] = "https://env.example" }, _nothing).Url.Host, Is.EqualTo("env.example"));
            Assert.That(
                Find(home, new() { ["DEPIN_SCHEDULER"] = "https://a.example" }, _nothing with { Scheduler = "https://b.example/x" }).Url,
                Is.EqualTo(new Uri("https://b.example/x")));
        });
    }

    [Test]
    public void The_token_of_the_file_goes_to_its_scheduler_only()
    {
        using TempDirectory home = new();
        home.Write(".config/depin/token", "of-the-file\n");
        home.Write(".config/depin/scheduler.json", """{ "scheduler": "https://file.example", "tokenFile": "token" }""");

        Assert.Multiple(() =>
        {
            Assert.That(Find(home, [], _nothing).Token?.Reveal(), Is.EqualTo("of-the-file"));
            Assert.That(Find(home, [], _nothing with { Scheduler = "https://other.example" }).Token, Is.Null);
        });
    }

    [Test]
    public void A_given_token_file_wins_over_the_environment()
    {
        using TempDirectory home = new();
        string file = home.Write("t", " from-file \n");
        Dictionary<string, string> variables = new() { ["DEPIN_TOKEN"] = "from-env" };

        Assert.Multiple(() =>
        {
            Assert.That(Find(home, variables, _nothing).Token?.Reveal(), Is.EqualTo("from-env"));
            Assert.That(Find(home, variables, _nothing with { TokenFile = file }).Token?.Reveal(), Is.EqualTo("from-file"));
        });
    }

    [Test]
    public void The_operators_token_is_found_in_the_state_directory()
    {
        using TempDirectory home = new();
        home.Write("state/operator.token", "of-the-operator");

        Assert.That(Find(home, [], _nothing with { State = home.File("state") }).Token?.Reveal(), Is.EqualTo("of-the-operator"));
    }

    [Test]
    public void A_token_that_others_may_read_is_warned_of()
    {
        using TempDirectory home = new();
        string file = home.Write("t", "secret");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        Find(home, [], _nothing with { TokenFile = file });
        string[] first = [.. _warnings];
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Find(home, [], _nothing with { TokenFile = file });

        Assert.That(first, Has.Length.EqualTo(1).And.All.Contains("chmod 600").And.None.Contains("secret"));
        Assert.That(_warnings, Has.Count.EqualTo(1));
    }

    [TestCase("ftp://a.example", "not the address")]
    [TestCase("a.example:8080/x", "not the address")]
    [TestCase("", "not the address")]
    [TestCase("https://user:pass@a.example", "user, query or fragment")]
    [TestCase("https://a.example/?x=1", "user, query or fragment")]
    [TestCase("http://a.example", "plain http")]
    [TestCase("http://10.0.0.1:7878", "plain http")]
    public void A_wrong_address_is_refused(string url, string why)
    {
        using TempDirectory home = new();

        CommandException refusal = Assert.Throws<CommandException>(() => Find(home, [], _nothing with { Scheduler = url }))!;

        Assert.That(refusal.Message, Does.Contain(why).And.StartWith("--scheduler"));
        Assert.That(refusal.Code, Is.EqualTo(ExitCode.Usage));
    }

    [TestCase("{", "scheduler.json")]
    [TestCase("""{ "schedular": "https://a.example" }""", "schedular")]
    [TestCase("""{ "scheduler": "nonsense" }""", "nonsense")]
    [TestCase("""{ "token": "inline-secret" }""", "token")]
    [TestCase("""{ "tokenFile": "missing" }""", "missing")]
    [TestCase("""{ "ca": "missing.pem" }""", "missing.pem")]
    public void A_wrong_file_is_named(string content, string named)
    {
        using TempDirectory home = new();
        home.Write(".config/depin/scheduler.json", content);

        Exception refusal = Assert.Catch(() => Find(home, [], _nothing))!;

        Assert.That(Failure.Of(refusal), Is.Not.Null);
        Assert.That(refusal.Message, Does.Contain(named).And.Not.Contain("inline-secret"));
    }

    [TestCase("")]
    [TestCase("two words")]
    [TestCase("newline\ninside")]
    [TestCase("ünicode")]
    public void A_token_that_is_no_token_is_refused_without_being_shown(string token)
    {
        using TempDirectory home = new();
        string file = home.Write("t", token);

        CommandException refusal = Assert.Throws<CommandException>(() => Find(home, [], _nothing with { TokenFile = file }))!;

        Assert.That(refusal.Message, Is.EqualTo($"{file} does not hold an API token"));
    }

    private SchedulerAccount Find(TempDirectory home, Dictionary<string, string> variables, ConnectionRequest request)
    {
        variables["HOME"] = home.Path;
        return new AccountFinder(CliRun.Environment(variables, Stream.Null, TextWriter.Null)).Find(request, _warnings.Add);
    }
}
