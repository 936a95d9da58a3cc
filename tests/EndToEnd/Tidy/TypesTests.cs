namespace DePin.EndToEnd.Tidy;

internal sealed class TypesTests
{
    [Test]
    public void The_sources_hold_one_well_named_type_a_file() => SourceTree.AssertNone(SourceTree.CSharp.SelectMany(Types.Check));

    [TestCase("public sealed record Lease(int Epoch);\n\npublic enum LeaseKind { Batch }")]
    [TestCase("public sealed class Lease\n{\n}\n\ninternal static class LeaseText\n{\n}")]
    [TestCase("public sealed class Other\n{\n}")]
    [TestCase("public sealed class LeaseManager { }")]
    [TestCase("public sealed class Lease { private sealed class StoreHelper { } }")]
    [TestCase("public readonly record struct LeaseUtils<T>(T Value) where T : struct;")]
    public void A_second_type_another_name_or_a_vague_name_is_found(string types) =>
        Assert.That(Check(types), Is.Not.Empty);

    [TestCase("public abstract record Lease\n{\n    public sealed record Held(int Epoch) : Lease;\n\n    public sealed record Lost;\n}")]
    [TestCase("[JsonConverter(typeof(C<Lease>))]\npublic readonly record struct Lease : ISpanParsable<Lease>\n{\n}")]
    [TestCase("internal sealed class Lease<T>(T value) where T : class\n{\n    public record class Inner;\n}\n\nfile sealed class Hidden;")]
    [TestCase("internal delegate Task<int> Lease(string name, CancellationToken token);")]
    [TestCase("internal interface Lease { int Epoch { get; } }")]
    public void One_type_named_as_its_file_is_right(string types) => Assert.That(Check(types), Is.Empty);

    [TestCase("Scheduler/Leases/Lease.cs", "DePin.Scheduler.Leases", 0)]
    [TestCase("Scheduler/Leases/Lease.cs", "DePin.Scheduler", 1)]
    [TestCase("tests/Scheduler.Tests/Leases/Lease.cs", "DePin.Scheduler.Tests.Leases", 0)]
    [TestCase("Scheduler/Models/Lease.cs", "DePin.Scheduler.Models", 1)]
    public void The_namespace_follows_the_folder_and_the_folder_is_a_feature(string path, string space, int found) =>
        Assert.That(Types.Check(new SourceFile(path, $"namespace {space};\n\npublic sealed class Lease;\n")).Count(), Is.EqualTo(found));

    private static IEnumerable<Violation> Check(string types) =>
        Types.Check(new SourceFile("Scheduler/Leases/Lease.cs", $"namespace DePin.Scheduler.Leases;\n\n{types}\n"));
}
