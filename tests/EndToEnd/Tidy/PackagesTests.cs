namespace DePin.EndToEnd.Tidy;

internal sealed class PackagesTests
{
    private static string Decisions => string.Join(
        '\n',
        SourceTree.Documents.Where(file => file.Path.StartsWith("docs/adr/", StringComparison.Ordinal)).Select(file => file.Text));

    [Test]
    public void Every_package_has_one_exact_version_and_a_decision_record() =>
        SourceTree.AssertNone(SourceTree.Files.SelectMany(file => Packages.Check(file, Decisions)));

    [Test]
    public void Every_project_and_npm_folder_has_a_lock_file()
    {
        var missing = from file in SourceTree.Files
                      let lockFile = LockFile(file)
                      where lockFile is not null && !SourceTree.Exists(Path.Combine(Path.GetDirectoryName(file.Path)!, lockFile))
                      select file.At(1, $"no {lockFile} beside it", "restore, and commit the lock file");

        SourceTree.AssertNone(missing);
    }

    private static string? LockFile(SourceFile file) => file switch
    {
        { Extension: ".csproj" } => "packages.lock.json",
        { Name: "package.json" } => "package-lock.json",
        _ => null,
    };

    [TestCase("Directory.Packages.props", "<Project><PackageVersion Include=\"Known\" Version=\"1.*\" /></Project>")]
    [TestCase("Directory.Packages.props", "<Project><PackageVersion Include=\"Known\" Version=\"[1.0,2.0)\" /></Project>")]
    [TestCase("Directory.Packages.props", "<Project><PackageVersion Include=\"Unknown\" Version=\"1.0.0\" /></Project>")]
    [TestCase("Scheduler/Scheduler.csproj", "<Project><PackageReference Include=\"Known\" Version=\"1.0.0\" /></Project>")]
    [TestCase("contracts/package.json", "{ \"devDependencies\": { \"Known\": \"^1.0.0\" } }")]
    [TestCase("contracts/package.json", "{ \"dependencies\": { \"unknown\": \"1.0.0\" } }")]
    public void A_loose_version_or_a_package_without_a_decision_is_found(string path, string text) =>
        Assert.That(Packages.Check(new SourceFile(path, text), "we use `Known`").Count(), Is.EqualTo(1));

    [TestCase("Directory.Packages.props", "<Project><PackageVersion Include=\"Known\" Version=\"1.0.0\" /></Project>")]
    [TestCase("Scheduler/Scheduler.csproj", "<Project><PackageReference Include=\"Known\" /></Project>")]
    [TestCase("contracts/package.json", "{ \"name\": \"x\", \"dependencies\": { \"Known\": \"1.0.0\" } }")]
    public void An_exact_version_with_a_decision_is_right(string path, string text) =>
        Assert.That(Packages.Check(new SourceFile(path, text), "we use `Known`"), Is.Empty);
}
