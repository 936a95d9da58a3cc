using System.Text;
using System.Text.Json;
using DePin.Protocol.Jobs;

namespace DePin.Protocol.Tests.Jobs;

public sealed class JobSpecCanonicalTests
{
    private const int RandomSpecs = 500;

    [Test]
    public void The_canonical_form_writes_every_default_out_in_the_order_of_rfc_8785()
    {
        JobSpec spec = JobSpecReader.Read(Encoding.UTF8.GetBytes(SpecSamples.Smallest)).Spec!;
        string canonical = Encoding.UTF8.GetString(spec.ToCanonicalJson());
        string expected = "{'command':[],'env':{},'image':'docker.io/library/busybox:latest','inputs':{},'kind':'batch','name':'x',"
            + "'network':'none','outputs':[],'resources':{'cpu':1,'disk':'10GiB','memory':'1GiB','shm':'64MiB'},'retries':0,'secrets':[],"
            + "'stopGrace':'10s','timeout':'1h','verification':{'class':'none'},'version':'depin/v1'}";
        Assert.That(canonical, Is.EqualTo(expected.Replace('\'', '"')));

        // SHA-256 of those bytes by Python's json and hashlib: it must never change for depin/v1.
        Assert.That(spec.Digest().ToString(), Is.EqualTo("0x63a5035c34b46a917f6cf444f96b6e74748a0d009b80f4e3c098b0e755e46a4b"));
    }

    [Test]
    public void The_order_of_variables_and_the_spelling_of_quantities_do_not_change_the_digest()
    {
        JobSpec one = Read("env: { B: x, A: y }\ntimeout: 90m\nresources: { memory: 2048MiB, cpu: 1500m }");
        JobSpec other = Read("resources: { cpu: 1.5, memory: 2GiB }\nenv: { A: y, B: x }\ntimeout: 1h30m");
        Assert.That(other, Is.EqualTo(one));
        Assert.That(other.Digest(), Is.EqualTo(one.Digest()));
        Assert.That(Read("retries: 1").Digest(), Is.Not.EqualTo(one.Digest()));
    }

    [TestCase(1)]
    [TestCase(20261)]
    [TestCase(777)]
    public void Every_spec_is_read_back_from_its_canonical_form_in_both_formats(int seed)
    {
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (int i = 0; i < RandomSpecs; i++)
        {
            JobSpec spec = RandomSpec.Next(random);
            byte[] canonical = spec.ToCanonicalJson();
            JobSpecResult asJson = JobSpecReader.Read(canonical);
            Assert.That(asJson.Errors, Is.Empty, $"spec {i}");
            Assert.That(asJson.Spec, Is.EqualTo(spec), $"spec {i}");
            Assert.That(asJson.Spec!.ToCanonicalJson(), Is.EqualTo(canonical), $"spec {i}");
            JobSpecResult asYaml = JobSpecReader.Read(Encoding.UTF8.GetBytes(SpecYaml.Write(canonical)), JobFormat.Yaml);
            Assert.That(asYaml.Errors, Is.Empty, $"spec {i}");
            Assert.That(asYaml.Spec, Is.EqualTo(spec), $"spec {i}");
        }
    }

    [Test]
    public void A_wire_message_carries_the_canonical_form_and_is_read_by_the_same_rules()
    {
        JobSpec spec = Read("env: { A: \"\\u2028 < é 😀\" }");
        byte[] wire = JsonSerializer.SerializeToUtf8Bytes(spec);
        Assert.That(wire, Is.EqualTo(spec.ToCanonicalJson()));
        Assert.That(JsonSerializer.Deserialize<JobSpec>(wire), Is.EqualTo(spec));
    }

    [TestCase("""{"version":"depin/v1","name":"x","image":"busybox","retries":-1,"kind":"x"}""", 2)]
    [TestCase("""{"version":"depin/v1","name":"x","name":"y","image":"busybox"}""", 1)]
    [TestCase("""{"version":"depin/v1","name":"x","image":"busybox","surprise":1}""", 1)]
    [TestCase("[]", 1)]
    [TestCase("7", 1)]
    public void A_wire_message_with_a_bad_spec_tells_every_error(string json, int count) => Assert.That(
        () => JsonSerializer.Deserialize<JobSpec>(json),
        Throws.TypeOf<JobSpecException>().With.Property(nameof(JobSpecException.Errors)).Count.EqualTo(count));

    private static JobSpec Read(string more)
    {
        JobSpecResult result = JobSpecReader.Read(Encoding.UTF8.GetBytes(SpecSamples.Smallest + more));
        Assert.That(result.Errors, Is.Empty);
        return result.Spec!;
    }
}
