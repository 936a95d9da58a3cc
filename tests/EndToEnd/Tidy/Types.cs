using System.Text.RegularExpressions;

namespace DePin.EndToEnd.Tidy;

/// <summary>One type a file, named as the file, in the namespace of its folder, with a name that says what it is.</summary>
internal static partial class Types
{
    public static IEnumerable<Violation> Check(SourceFile file)
    {
        var code = CSharpText.Part(file.Text).Code;
        var types = CSharpMembers.Types(code).ToList();
        var names = types.Where(type => VagueName().IsMatch(type.Name))
            .Select(type => file.At(type.Line(file), $"'{type.Name}' does not say what it does", "name its duty"));
        return names
            .Concat(Folder(file))
            .Concat(Namespace(file, code))
            .Concat(OnePerFile(file, types.FindAll(type => type.Depth == 0 && !type.IsFileLocal)));
    }

    private static IEnumerable<Violation> OnePerFile(SourceFile file, List<CSharpType> outer)
    {
        foreach (var type in outer.Skip(1))
        {
            yield return file.At(type.Line(file), $"{type.Name} is this file's second type", $"move it to {type.Name}.cs or nest it");
        }

        if (outer is [var first, ..] && !NamedAfter(file.Name, first.Name))
        {
            yield return file.At(first.Line(file), $"{first.Name} sits in {file.Name}", $"name the file {first.Name}.cs");
        }
    }

    /// <summary>ListOf.cs and ListOfT.cs are for a generic List beside a List without parameters.</summary>
    private static bool NamedAfter(string file, string type) =>
        file.StartsWith(type + ".", StringComparison.Ordinal) || file.StartsWith(type + "Of", StringComparison.Ordinal);

    private static IEnumerable<Violation> Folder(SourceFile file) =>
        file.Path.Split('/')
            .Where(folder => VagueFolder().IsMatch(folder))
            .Select(folder => file.At(1, $"folder '{folder}' is no feature", "put each type with its feature"));

    private static IEnumerable<Violation> Namespace(SourceFile file, string code)
    {
        var declared = DeclaredNamespace().Match(code);
        var folders = file.Path.Split('/')[..^1];
        var expected = string.Join('.', folders.Skip(folders is ["tests", ..] ? 1 : 0).Prepend("DePin"));
        var name = declared.Groups[1].Value;
        return declared.Success && name != expected
            ? [file.At(file.LineAt(declared.Index), $"namespace {name} in folder {string.Join('/', folders)}", $"namespace {expected}")]
            : [];
    }

    [GeneratedRegex("(Manager|Helpers?|Utils?|Utility|Utilities|Impl)$")]
    private static partial Regex VagueName();

    [GeneratedRegex("^(Helpers?|Utils?|Utilities|Common|Models|Misc|Managers)$")]
    private static partial Regex VagueFolder();

    [GeneratedRegex(@"^namespace\s+([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex DeclaredNamespace();
}
