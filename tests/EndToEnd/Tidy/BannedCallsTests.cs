namespace DePin.EndToEnd.Tidy;

internal sealed class BannedCallsTests
{
    [Test]
    public void The_sources_make_no_banned_call() => SourceTree.AssertNone(SourceTree.CSharp.SelectMany(BannedCalls.Check));

    [TestCase("var now = DateTime.UtcNow;")]
    [TestCase("var now = DateTime.Now;")]
    [TestCase("var now = DateTimeOffset.UtcNow;")]
    [TestCase("await Task.Delay(100);")]
    [TestCase("await Task.Delay(Pause(1, 2), token);")]
    [TestCase("Thread.Sleep(100);")]
    [TestCase("var x = LoadAsync().Result;")]
    [TestCase("var x = loadTask.Result;")]
    [TestCase("LoadAsync().Wait();")]
    [TestCase("LoadAsync().GetAwaiter().GetResult();")]
    [TestCase("private async void Load() { }")]
    [TestCase("await Task.Run(() => Load());")]
    [TestCase("var random = new Random();")]
    [TestCase("await LoadAsync().ConfigureAwait(false);")]
    [TestCase("  #region Loading")]
    [TestCase("Log($\"at {DateTime.UtcNow}\");")]
    public void Each_ban_finds_its_call(string line)
    {
        var found = BannedCalls.Check(new SourceFile("Scheduler/Some.cs", $"a();\n{line}\n")).ToList();

        Assert.That(found, Has.Count.EqualTo(1));
        Assert.That(found[0].ToString(), Does.StartWith("Scheduler/Some.cs:2: ").And.Contain(", "));
    }

    [TestCase("await Task.Delay(pause, time, token);")]
    [TestCase("await Task.Delay(Timeout.InfiniteTimeSpan, token);")]
    [TestCase("var random = new Random(seed);")]
    [TestCase("// never DateTime.UtcNow")]
    [TestCase("Log(\"DateTime.UtcNow\");")]
    [TestCase("var x = outcome.ResultDigest;")]
    [TestCase("var x = finding.Result;")]
    [TestCase("Task.Run(Pump); // TIDY: the pump computes and does no I/O")]
    public void What_is_right_is_not_found(string line) =>
        Assert.That(BannedCalls.Check(new SourceFile("Scheduler/Some.cs", line)), Is.Empty);

    [TestCase("var watch = Stopwatch.StartNew();", "Scheduler/Some.cs", 1)]
    [TestCase("var watch = Stopwatch.StartNew();", "tests/Scheduler.Tests/Some.cs", 0)]
    [TestCase("Task A(CancellationToken token = default);", "Scheduler/Some.cs", 1)]
    [TestCase("var x = context.Request.Query[\"offset\"];", "Scheduler/Some.cs", 1)]
    [TestCase("var x = context.Request.Headers[\"Idempotency-Key\"];", "Scheduler/Some.cs", 1)]
    [TestCase("var x = context.Request.Query[\"offset\"];", "tests/Scheduler.Tests/Some.cs", 0)]
    [TestCase("var x = Random.Shared.Next();", "Scheduler/Some.cs", 0)]
    [TestCase("var x = Random.Shared.Next();", "tests/Scheduler.Tests/Some.cs", 1)]
    public void Some_bans_are_for_products_or_tests_only(string line, string path, int count) =>
        Assert.That(BannedCalls.Check(new SourceFile(path, line)).Count(), Is.EqualTo(count));
}
