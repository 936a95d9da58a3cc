using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace DePin.EndToEnd.Tidy;

/// <summary>Each package has one exact version in one place, and a decision record that names it.</summary>
internal static partial class Packages
{
    /// <param name="file">A project, props or package.json file.</param>
    /// <param name="decisions">The text of every decision record.</param>
    public static IEnumerable<Violation> Check(SourceFile file, string decisions) => file switch
    {
        { Name: "Directory.Packages.props" } => Declared(file).SelectMany(package => Check(file, package.Name, package.Version, decisions)),
        { Name: "package.json" } => Npm(file).SelectMany(package => Check(file, package.Name, package.Version, decisions)),
        { Extension: ".csproj" or ".props" } => Versioned(file),
        _ => [],
    };

    private static IEnumerable<Violation> Check(SourceFile file, string name, string version, string decisions)
    {
        if (!Exact().IsMatch(version))
        {
            yield return file.At(LineOf(file, name), $"{name} has version '{version}'", "one exact version, which the lock file repeats");
        }

        if (!decisions.Contains($"`{name}`", StringComparison.Ordinal))
        {
            yield return file.At(LineOf(file, name), $"no decision record names `{name}`", "write one in docs/adr");
        }
    }

    private static IEnumerable<Violation> Versioned(SourceFile file) =>
        from reference in XDocument.Parse(file.Text).Descendants("PackageReference")
        where reference.Attribute("Version") is not null || reference.Attribute("VersionOverride") is not null
        let name = (string?)reference.Attribute("Include") ?? ""
        select file.At(LineOf(file, name), $"{name} has a version of its own here", "give it in Directory.Packages.props");

    private static IEnumerable<(string Name, string Version)> Declared(SourceFile file) =>
        from package in XDocument.Parse(file.Text).Descendants("PackageVersion")
        select ((string?)package.Attribute("Include") ?? "", (string?)package.Attribute("Version") ?? "");

    private static List<(string Name, string Version)> Npm(SourceFile file)
    {
        using var json = JsonDocument.Parse(file.Text);
        var packages = from kind in new[] { "dependencies", "devDependencies" }
                       where json.RootElement.TryGetProperty(kind, out _)
                       from package in json.RootElement.GetProperty(kind).EnumerateObject()
                       select (package.Name, package.Value.GetString() ?? "");
        return [.. packages];
    }

    private static int LineOf(SourceFile file, string name) =>
        file.LineAt(Math.Max(0, file.Text.IndexOf($"\"{name}\"", StringComparison.Ordinal)));

    [GeneratedRegex(@"^\d+(\.\d+)+(-[\w.]+)?$")]
    private static partial Regex Exact();
}
