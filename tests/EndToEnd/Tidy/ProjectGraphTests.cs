namespace DePin.EndToEnd.Tidy;

internal sealed class ProjectGraphTests
{
    private static IEnumerable<SourceFile> ProjectFiles => SourceTree.Files.Where(file => file.Extension == ".csproj");

    [Test]
    public void Every_project_references_only_what_the_design_allows() =>
        SourceTree.AssertNone(ProjectFiles.SelectMany(ProjectGraph.Check));

    [Test]
    public void Every_project_of_the_graph_exists_and_is_in_the_solution()
    {
        var solution = SourceTree.File("DePin.sln").Text.Replace('\\', '/');

        Assert.That(ProjectFiles.Select(file => file.Path), Is.EquivalentTo(ProjectGraph.Projects));
        Assert.That(ProjectGraph.Projects.Where(path => !solution.Contains($"\"{path}\"", StringComparison.Ordinal)), Is.Empty);
    }

    [TestCase("Attestation/Attestation.csproj", "<PackageReference Include=\"YamlDotNet\" />")]
    [TestCase("Attestation/Attestation.csproj", "<ProjectReference Include=\"../Protocol/Protocol.csproj\" />")]
    [TestCase("NodeAgent/NodeAgent.csproj", "<ProjectReference Include=\"../Scheduler/Scheduler.csproj\" />")]
    [TestCase("tests/Scheduler.Tests/Scheduler.Tests.csproj", "<ProjectReference Include=\"../../NodeAgent/NodeAgent.csproj\" />")]
    [TestCase("Common/Common.csproj", "")]
    public void A_forbidden_reference_is_found(string path, string reference)
    {
        var file = new SourceFile(path, $"<Project><ItemGroup>{reference}</ItemGroup></Project>");

        Assert.That(ProjectGraph.Check(file).Count(), Is.EqualTo(1));
    }

    [Test]
    public void An_allowed_reference_is_allowed()
    {
        const string text = "<Project><ItemGroup><ProjectReference Include=\"../Attestation/Attestation.csproj\" /></ItemGroup></Project>";

        Assert.That(ProjectGraph.Check(new SourceFile("Protocol/Protocol.csproj", text)), Is.Empty);
    }
}
