using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DePin.Protocol.Jobs;
using DePin.Protocol.Jobs.Fields;

namespace DePin.Protocol.Tests.Jobs;

/// <summary>The committed schema and reference say what the reader does.</summary>
public sealed partial class JobSpecDocumentsTests
{
    private const string SchemaPath = "docs/job-spec.schema.json";
    private const string ReferencePath = "docs/job-spec.md";

    private static JsonObject Schema => JsonNode.Parse(JobSpecSchema.ToJson())!.AsObject();

    [Test]
    public void The_committed_schema_is_the_one_the_table_of_keys_makes() => Assert.That(
        File.ReadAllText(Repository.Path(SchemaPath)), Is.EqualTo(JobSpecSchema.ToJson()), $"run {nameof(Write_the_documents_again)}");

    [Test]
    public void The_reference_holds_the_table_of_keys() => Assert.That(
        Generated().Match(File.ReadAllText(Repository.Path(ReferencePath))).Groups["table"].Value, Is.EqualTo(FieldTable.Markdown()),
        $"run {nameof(Write_the_documents_again)}");

    [Test]
    [Explicit("Writes into the working tree; run it by name after the table of keys has changed.")]
    public void Write_the_documents_again()
    {
        File.WriteAllText(Repository.Path(SchemaPath), JobSpecSchema.ToJson());
        string reference = File.ReadAllText(Repository.Path(ReferencePath));
        Group table = Generated().Match(reference).Groups["table"];
        string rewritten = reference.Remove(table.Index, table.Length).Insert(table.Index, FieldTable.Markdown());
        File.WriteAllText(Repository.Path(ReferencePath), rewritten);
    }

    [Test]
    public void Every_job_file_in_the_reference_is_taken()
    {
        string[] jobs = [.. Yaml().Matches(File.ReadAllText(Repository.Path(ReferencePath))).Select(match => match.Groups["yaml"].Value)];
        Assert.That(jobs, Is.Not.Empty);
        foreach (string job in jobs)
        {
            Assert.That(JobSpecReader.Read(Encoding.UTF8.GetBytes(job)).Errors, Is.Empty, job);
        }
    }

    [Test]
    public void Every_key_the_reader_knows_is_in_the_schema_and_the_other_way_round()
    {
        IEnumerable<string> known = FieldTable.All().Select(field => field.Path);
        Assert.That(Keys(Schema, ""), Is.EquivalentTo(known));

        static IEnumerable<string> Keys(JsonObject schema, string parent) => schema["properties"] is not JsonObject properties ? []
            : properties.SelectMany(property =>
                Keys(property.Value!.AsObject(), parent + property.Key + ".").Prepend(parent + property.Key));
    }

    [Test]
    public void Every_record_member_has_a_key_in_the_table()
    {
        (Type Record, IReadOnlyList<FieldInfo> Fields)[] blocks =
        [
            (typeof(JobSpec), JobSpecFields.Root.Fields), (typeof(JobResources), ResourceFields.Resources.Fields),
            (typeof(GpuRequirement), ResourceFields.Resources.Fields.Single(field => field.Key == "gpu").Fields),
            (typeof(CheckpointPolicy), PolicyFields.Checkpoint.Fields), (typeof(VerificationPolicy), PolicyFields.Verification.Fields),
            (typeof(ServiceEndpoint), PolicyFields.Service.Fields), (typeof(PriceLimit), PolicyFields.Price.Fields),
        ];
        foreach ((Type record, IReadOnlyList<FieldInfo> fields) in blocks)
        {
            IEnumerable<string> members = record.GetProperties().Select(member => char.ToLowerInvariant(member.Name[0]) + member.Name[1..]);
            Assert.That(fields.Select(field => field.Key), Is.EquivalentTo(members), record.Name);
        }
    }

    [TestCase(4)]
    [TestCase(20262)]
    public void Every_spec_in_canonical_form_keeps_the_schema(int seed)
    {
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        JsonObject schema = Schema;
        for (int i = 0; i < 200; i++)
        {
            byte[] canonical = RandomSpec.Next(random).ToCanonicalJson();
            Assert.That(SchemaCheck.Takes(schema, JsonNode.Parse(canonical)), Is.True, Encoding.UTF8.GetString(canonical));
        }
    }

    [TestCase("""{ "name": null }""")]
    [TestCase("""{ "name": 3 }""")]
    [TestCase("""{ "version": "depin/v2" }""")]
    [TestCase("""{ "kind": "daemon" }""")]
    [TestCase("""{ "surprise": 1 }""")]
    [TestCase("""{ "command": "python" }""")]
    [TestCase("""{ "command": [null] }""")]
    [TestCase("""{ "env": { "1A": "x" } }""")]
    [TestCase("""{ "env": { "A": null } }""")]
    [TestCase("""{ "secrets": ["A", "A"] }""")]
    [TestCase("""{ "resources": { "cpus": 1 } }""")]
    [TestCase("""{ "resources": { "memory": "16gb" } }""")]
    [TestCase("""{ "resources": { "memory": true } }""")]
    [TestCase("""{ "resources": { "gpu": { "count": 0 } } }""")]
    [TestCase("""{ "resources": { "gpu": { "count": "1" } } }""")]
    [TestCase("""{ "resources": { "gpu": { "memoryBandwidth": 800 } } }""")]
    [TestCase("""{ "timeout": 3600 }""")]
    [TestCase("""{ "timeout": "" }""")]
    [TestCase("""{ "timeout": "30m1h" }""")]
    [TestCase("""{ "retries": -1 }""")]
    [TestCase("""{ "retries": 1.5 }""")]
    [TestCase("""{ "checkpoint": {} }""")]
    [TestCase("""{ "inputs": { "/in": "md5:1" } }""")]
    [TestCase("""{ "outputs": ["out"] }""")]
    [TestCase("""{ "verification": "none" }""")]
    [TestCase("""{ "price": {} }""")]
    [TestCase("""{ "price": { "maxPerGpuHour": "$1" } }""")]
    [TestCase("""{ "service": { "port": 70000 } }""")]
    public void Schema_and_reader_refuse_the_same_structures(string change)
    {
        JsonObject job = JsonNode.Parse("""{ "version": "depin/v1", "name": "x", "image": "busybox" }""")!.AsObject();
        Assert.That(SchemaCheck.Takes(Schema, job), Is.True);
        foreach ((string key, JsonNode? value) in JsonNode.Parse(change)!.AsObject())
        {
            job[key] = value?.DeepClone();
        }

        Assert.That(JobSpecReader.Read(Encoding.UTF8.GetBytes(job.ToJsonString())).IsValid, Is.False);
        Assert.That(SchemaCheck.Takes(Schema, job), Is.False);
    }

    [GeneratedRegex(@"<!-- keys: begin[^>]*-->\n(?<table>.*?)<!-- keys: end -->", RegexOptions.Singleline)]
    private static partial Regex Generated();

    [GeneratedRegex(@"```yaml\n(?<yaml>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Yaml();
}
