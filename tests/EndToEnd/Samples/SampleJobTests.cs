using System.Text;
using DePin.EndToEnd.Tidy;
using DePin.Protocol.Jobs;

namespace DePin.EndToEnd.Samples;

internal sealed class SampleJobTests
{
    private static IEnumerable<SourceFile> JobFiles =>
        SourceTree.Files.Where(file => file.Path.StartsWith("samples/", StringComparison.Ordinal) && file.Name == "job.yaml");

    [TestCaseSource(nameof(JobFiles))]
    public void Every_sample_has_a_job_file_without_errors(SourceFile file)
    {
        JobSpecResult result = JobSpecReader.Read(Encoding.UTF8.GetBytes(file.Text));

        Assert.That(result.Errors, Is.Empty);
        Assert.That(result.Spec!.Name, Is.EqualTo(Folder(file)), "a sample's job is called as its folder");
    }

    [Test]
    public void Every_sample_has_a_readme_that_the_overview_links()
    {
        string overview = SourceTree.File("samples/README.md").Text;
        string[] readmes = [.. JobFiles.Select(file => $"{Folder(file)}/README.md")];

        Assert.That(readmes, Has.Length.GreaterThanOrEqualTo(3));
        Assert.That(readmes, Has.All.Matches<string>(readme => SourceTree.Exists($"samples/{readme}")));
        Assert.That(readmes, Has.All.Matches<string>(readme => overview.Contains($"({readme})", StringComparison.Ordinal)));
    }

    private static string Folder(SourceFile file) => Path.GetFileName(Path.GetDirectoryName(file.Path))!;
}
