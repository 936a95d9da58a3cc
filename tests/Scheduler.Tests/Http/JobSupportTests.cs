using System.Text;
using System.Text.RegularExpressions;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Tests.Http;

/// <summary>What the file format has and the scheduler has not is refused like a mistake, and the document says so.</summary>
internal sealed partial class JobSupportTests
{
    [Test, CancelAfter(60_000)]
    public async Task Every_example_of_the_document_is_taken(CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token);
        string[] examples = [.. Example().Matches(await File.ReadAllTextAsync(Document(), token)).Select(one => one.Groups[1].Value)];

        Assert.That(examples, Is.Not.Empty);
        foreach (string example in examples)
        {
            Assert.That((await scheduler.SubmitYamlAsync(example, token)).State, Is.InstanceOf<JobState.Queued>(), example);
        }
    }

    [Test, CancelAfter(60_000)]
    public async Task What_is_not_built_yet_is_refused_all_at_once_with_line_and_key(CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token);
        using StringContent body = new("""
            version: depin/v1
            name: answers
            image: registry.example/serve:2
            kind: service
            service: { port: 8000 }
            secrets: [HF_TOKEN, WANDB_KEY]
            verification:
              class: deterministic
            """, Encoding.UTF8, "application/yaml");

        using HttpResponseMessage reply = await scheduler.Http.PostAsync(Routes.Jobs, body, token);

        Problem problem = await Replies.ProblemAsync(reply, ProblemCode.Rejected, token);
        Assert.That(problem.Errors!.Select(error => (error.Line, error.Key, error.Value)), Is.EqualTo(new[]
        {
            (4, "kind", "service"), (6, "secrets[0]", "HF_TOKEN"), (6, "secrets[1]", "WANDB_KEY"),
            (8, "verification.class", "deterministic"),
        }));
        Assert.That(problem.Errors!.Select(error => error.Remedy), Has.All.Not.Empty);
        string document = await File.ReadAllTextAsync(Document(), token);
        foreach (string key in new[] { "`kind: service`", "`secrets`", "`verification.class`" })
        {
            Assert.That(document[document.IndexOf("not built yet", StringComparison.Ordinal)..], Does.Contain(key));
        }
    }

    [Test, CancelAfter(60_000)]
    public async Task Every_input_that_is_not_here_is_named_with_its_line(CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token);
        string more = $"inputs:\n  /in/a: {ContentHash.Of([1])}\n  /in/b: {ContentHash.Of([2])}";
        using StringContent body = new(Specs.Yaml(more), Encoding.UTF8, "application/yaml");

        using HttpResponseMessage reply = await scheduler.Http.PostAsync(Routes.Jobs, body, token);

        Problem problem = await Replies.ProblemAsync(reply, ProblemCode.Rejected, token);
        Assert.That(problem.Errors!.Select(error => (error.Line, error.Key)),
            Is.EqualTo(new[] { (5, "inputs./in/a"), (6, "inputs./in/b") }));
    }

    private static string Document()
    {
        string? directory = TestContext.CurrentContext.TestDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "DePin.sln")))
        {
            directory = Path.GetDirectoryName(directory);
        }

        return Path.Combine(directory!, "docs", "job-spec.md");
    }

    [GeneratedRegex(@"```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
