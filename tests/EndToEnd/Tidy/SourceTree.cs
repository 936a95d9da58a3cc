using System.Text;

namespace DePin.EndToEnd.Tidy;

/// <summary>The working tree this test was built from: every text file that is ours.</summary>
internal static class SourceTree
{
    private static readonly HashSet<string> _foreign = ["artifacts", ".git", "node_modules", "bin", "obj", ".vs", ".idea", "TestResults"];

    private static readonly HashSet<string> _binary = [".png", ".gz", ".npz", ".ico", ".woff2", ".pdf"];

    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<SourceFile> Files { get; } = [.. Walk(Root).Select(Read)];

    public static IEnumerable<SourceFile> CSharp => Files.Where(file => file.IsCSharp);

    public static IEnumerable<SourceFile> Documents => Files.Where(file => file.Extension == ".md");

    public static SourceFile File(string path) =>
        Files.SingleOrDefault(file => file.Path == path) ?? throw new FileNotFoundException($"{path} is not in the repository");

    public static string FullPath(string path) => Path.Combine(Root, path);

    public static bool Exists(string path) => System.IO.File.Exists(FullPath(path)) || Directory.Exists(FullPath(path));

    /// <summary>Fails the test with one line for each violation, ready to click on.</summary>
    public static void AssertNone(IEnumerable<Violation> violations)
    {
        var found = violations.ToList();
        if (found.Count > 0)
        {
            Assert.Fail($"{found.Count} to mend:\n{string.Join('\n', found)}");
        }
    }

    private static SourceFile Read(string full) =>
        new(Path.GetRelativePath(Root, full).Replace('\\', '/'), System.IO.File.ReadAllText(full, Encoding.UTF8));

    private static IEnumerable<string> Walk(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            if (!_binary.Contains(Path.GetExtension(file)) && Path.GetFileName(file) != ".git")
            {
                yield return file;
            }
        }

        foreach (var child in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
        {
            if (_foreign.Contains(Path.GetFileName(child)))
            {
                continue;
            }

            foreach (var file in Walk(child))
            {
                yield return file;
            }
        }
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "DePin.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No DePin.sln above {AppContext.BaseDirectory}: run this from a build inside the repository");
    }
}
