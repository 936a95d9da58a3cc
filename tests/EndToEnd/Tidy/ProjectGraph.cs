using System.Xml.Linq;

namespace DePin.EndToEnd.Tidy;

/// <summary>Who may reference whom, and which packages each project may see. A change here is a decision: write its ADR.</summary>
internal static class ProjectGraph
{
    private static readonly string[] _service =
        ["Microsoft.Data.Sqlite", "SQLitePCLRaw.bundle_e_sqlite3", "System.CommandLine", "Spectre.Console"];

    private static readonly Dictionary<string, Project> _allowed = new()
    {
        ["Attestation/Attestation.csproj"] = new([], []),
        ["Protocol/Protocol.csproj"] = new(["Attestation"], ["YamlDotNet"]),
        ["Benchmark/Benchmark.csproj"] = new(["Attestation"], []),
        ["NodeAgent/NodeAgent.csproj"] = new(["Attestation", "Protocol", "Benchmark"], _service),
        ["Scheduler/Scheduler.csproj"] =
            new(["Attestation", "Protocol", "Benchmark"], [.. _service, "Microsoft.AspNetCore.OpenApi", "Microsoft.OpenApi"]),
        ["tests/Attestation.Tests/Attestation.Tests.csproj"] = new(["Attestation"], []),
        ["tests/Protocol.Tests/Protocol.Tests.csproj"] = new(["Protocol"], []),
        ["tests/Benchmark.Tests/Benchmark.Tests.csproj"] = new(["Benchmark"], []),
        ["tests/Ptx.Tests/Ptx.Tests.csproj"] = new(["Benchmark"], []),
        ["tests/NodeAgent.Tests/NodeAgent.Tests.csproj"] = new(["NodeAgent"], []),
        ["tests/Scheduler.Tests/Scheduler.Tests.csproj"] = new(["Scheduler"], []),
        ["tests/Simulation/Simulation.csproj"] = new(["NodeAgent", "Scheduler"], []),
        ["tests/EndToEnd/EndToEnd.csproj"] = new(["NodeAgent", "Scheduler"], []),
    };

    public static IEnumerable<string> Projects => _allowed.Keys;

    public static IEnumerable<Violation> Check(SourceFile file) =>
        !_allowed.TryGetValue(file.Path, out var allowed)
            ? [file.At(1, "a project the graph does not know", "add it to ProjectGraph with its references, and an ADR")]
            : Names(file, "ProjectReference").Select(Path.GetFileNameWithoutExtension)
                .Except(allowed.References)
                .Select(name => file.At(1, $"references {name}", $"it may reference only: {List(allowed.References)}"))
                .Concat(Names(file, "PackageReference").Except(allowed.Packages)
                    .Select(name => file.At(1, $"uses package {name}", $"it may use only: {List(allowed.Packages)}")));

    private static IEnumerable<string> Names(SourceFile file, string element) =>
        XDocument.Parse(file.Text).Descendants(element).Select(reference => (string?)reference.Attribute("Include") ?? "");

    private static string List(string[] names) => names.Length == 0 ? "nothing" : string.Join(", ", names);

    private sealed record Project(string[] References, string[] Packages);
}
