namespace DePin.EndToEnd.Tidy;

internal sealed class TextHygieneTests
{
    [Test]
    public void Every_text_file_is_clean() => SourceTree.AssertNone(SourceTree.Files.SelectMany(TextHygiene.Check));

    [TestCase("no end")]
    [TestCase("\uFEFFa mark\n")]
    [TestCase("a carriage return\r\n")]
    [TestCase("a blank \n")]
    [TestCase("a\ttab\n")]
    [TestCase("see /ho" + "me/jane/depin\n")]
    [TestCase("cp /wo" + "rk/x y\n")]
    public void Each_fault_is_found(string text) =>
        Assert.That(TextHygiene.Check(new SourceFile("README.md", text)).Count(), Is.EqualTo(1));

    [Test]
    public void Clean_text_is_clean() =>
        Assert.That(TextHygiene.Check(new SourceFile("README.md", "state is in /var/lib/depin-node/, config in /etc/depin\n")), Is.Empty);

    [Test]
    public void Scripts_that_run_are_executable_and_scripts_that_are_sourced_are_not()
    {
        var files = SourceTree.Files.Select(file => (File: file, Runs: file.Text.StartsWith("#!", StringComparison.Ordinal)));
        var wrong = files.Where(script => script.Runs != IsExecutable(script.File));

        SourceTree.AssertNone(wrong.Select(script => script.Runs
            ? script.File.At(1, "a script that cannot be run", "chmod +x")
            : script.File.At(1, "executable and no script", "chmod -x, or begin with #!")));
    }

    private static bool IsExecutable(SourceFile file) =>
        (File.GetUnixFileMode(SourceTree.FullPath(file.Path)) & UnixFileMode.UserExecute) != 0;
}
