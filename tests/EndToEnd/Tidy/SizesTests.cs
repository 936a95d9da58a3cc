namespace DePin.EndToEnd.Tidy;

internal sealed class SizesTests
{
    [Test]
    public void The_sources_keep_their_sizes() => SourceTree.AssertNone(SourceTree.Files.SelectMany(Sizes.Check));

    [Test]
    public void Every_long_file_still_needs_its_permit_and_gives_a_reason()
    {
        foreach (var (path, reason) in Sizes.Long)
        {
            Assert.That(SourceTree.File(path).LineCount, Is.GreaterThan(Sizes.NormalFile), $"{path} is short now: drop its permit");
            Assert.That(reason, Has.Length.GreaterThan(20), path);
        }
    }

    [TestCase("Scheduler/Some.cs", Sizes.NormalFile, 0)]
    [TestCase("Scheduler/Some.cs", Sizes.NormalFile + 1, 1)]
    [TestCase("Scheduler/Program.cs", Sizes.LongestProgram, 0)]
    [TestCase("Scheduler/Program.cs", Sizes.LongestProgram + 1, 1)]
    [TestCase("build.sh", Sizes.NormalFile + 1, 1)]
    [TestCase("README.md", 1000, 0)]
    public void A_file_may_have_so_many_lines(string path, int lines, int found) =>
        Assert.That(Sizes.Check(new SourceFile(path, string.Concat(Enumerable.Repeat("//\n", lines)))).Count(), Is.EqualTo(found));

    [TestCase(Sizes.LongestLine, 0)]
    [TestCase(Sizes.LongestLine + 1, 1)]
    public void A_line_may_have_so_many_columns(int columns, int found) =>
        Assert.That(Sizes.Check(new SourceFile("Scheduler/Some.cs", new string('/', columns))).Count(), Is.EqualTo(found));

    [TestCase("public void Do()\n{", "F();", "}", Sizes.LongestMethod - 3, 0)]
    [TestCase("public void Do()\n{", "F();", "}", Sizes.LongestMethod - 2, 1)]
    [TestCase("public int Do() =>", "1 +", "0;", Sizes.LongestMethod - 2, 0)]
    [TestCase("public int Do() =>", "1 +", "0;", Sizes.LongestMethod - 1, 1)]
    [TestCase("public C(int x) : base(x)\n{", "F();", "}", Sizes.LongestMethod, 1)]
    [TestCase("private readonly Dictionary<int, int> _x = new()\n{", "[1] = 2,", "};", Sizes.LongestMethod, 0)]
    public void A_method_may_have_so_many_lines(string open, string line, string close, int inner, int found)
    {
        var body = string.Concat(Enumerable.Repeat(line + "\n", inner));
        var text = $"namespace N;\n\nsealed class C\n{{\n{open}\n{body}{close}\n}}\n";

        Assert.That(Sizes.Check(new SourceFile("Scheduler/C.cs", text)).Count(), Is.EqualTo(found));
    }

    [Test]
    public void A_long_method_is_found_at_its_first_line()
    {
        var body = string.Concat(Enumerable.Repeat("if (x) { F(\"}\"); }\n", Sizes.LongestMethod));
        var text = $"class C\n{{\nint _a = 1;\nint B {{ get; }} = 2;\n// says\nvoid Long(int x)\n{{\n{body}}}\nvoid Short() {{ }}\n}}\n";

        Assert.That(Sizes.Check(new SourceFile("Scheduler/C.cs", text)).Select(found => found.Line), Is.EqualTo(new[] { 6 }));
    }
}
