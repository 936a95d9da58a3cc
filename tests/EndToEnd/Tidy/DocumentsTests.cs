using System.Text.RegularExpressions;

namespace DePin.EndToEnd.Tidy;

internal sealed partial class DocumentsTests
{
    private static readonly HashSet<string> _names = [.. SourceTree.Files.Select(file => file.Name)];

    [Test]
    public void Every_document_has_one_title_and_names_only_files_that_exist() =>
        SourceTree.AssertNone(SourceTree.Documents.SelectMany(file => Documents.Check(file, SourceTree.Exists, _names)));

    [Test]
    public void Every_verb_of_the_build_script_in_a_document_exists()
    {
        var verbs = BuildVerb().Matches(SourceTree.File("build.sh").Text).Select(match => match.Groups[1].Value).ToHashSet();
        Assert.That(verbs, Is.SupersetOf(new[] { "setup", "build", "test" }));

        SourceTree.AssertNone(
            from file in SourceTree.Documents
            from use in Documents.Uses(file, "./build.sh")
            where !verbs.Contains(use.Verbs[0])
            select file.At(use.Line, $"./build.sh has no verb '{use.Verbs[0]}'", $"one of {string.Join(", ", verbs)}"));
    }

    [TestCase("no title\n")]
    [TestCase("# One\n\n# Two\n")]
    [TestCase("# T\n\n[gone](docs/adr/9999-gone.md)\n")]
    [TestCase("# T\n\nsee `docs/gone.md`\n")]
    [TestCase("# T\n\nsee `Gone.cs`\n")]
    [TestCase("# T\n\n```\n./scripts/gone.sh start\n```\n")]
    public void A_name_of_nothing_or_a_second_title_is_found(string text) =>
        Assert.That(Check("README.md", text).Count(), Is.EqualTo(1));

    [TestCase("# T\n\n```\n# a comment in code\n./build.sh test\n```\n")]
    [TestCase("# T\n\n[there](docs/there.md#part), [out](https://example.org/x), [here](#t)\n")]
    [TestCase("# T\n\n`docs/there.md`, `There.cs`, `docs/<name>.md`, `docs/*.md`\n")]
    [TestCase("# T\n\n`application/json`, `/etc/depin/node.yaml`, `artifacts/x.log`\n")]
    public void Names_of_things_that_exist_or_live_elsewhere_are_right(string text) => Assert.That(Check("README.md", text), Is.Empty);

    [Test]
    public void A_link_is_read_from_the_folder_of_its_document() =>
        Assert.That(Check("docs/there.md", "# T\n\n[r](../README.md) [t](there.md)\n"), Is.Empty);

    [Test]
    public void Verbs_end_where_options_and_values_begin()
    {
        var file = new SourceFile("README.md", "run `prog job submit samples/x/job.yaml --follow` or `prog serve`, not `my-prog x`\n");

        Assert.That(Documents.Uses(file, "prog").Select(use => string.Join(' ', use.Verbs)), Is.EqualTo(new[] { "job submit", "serve" }));
    }

    private static IEnumerable<Violation> Check(string path, string text)
    {
        HashSet<string> there = ["docs", "docs/there.md", "scripts", "README.md", "build.sh"];
        return Documents.Check(new SourceFile(path, text), there.Contains, new HashSet<string> { "There.cs", "there.md", "build.sh" });
    }

    [GeneratedRegex(@"^    ([\w-]+)(?: \| [\w-]+)*\) ", RegexOptions.Multiline)]
    private static partial Regex BuildVerb();
}
