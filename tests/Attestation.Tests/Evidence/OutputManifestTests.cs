using System.Text;
using DePin.Attestation.Evidence;

namespace DePin.Attestation.Tests.Evidence;

[TestFixture]
public sealed class OutputManifestTests
{
    private static readonly OutputEntry Model = new("/outputs/model.bin", Hash32.Sha256("model"u8), 5);
    private static readonly OutputEntry Upper = new("/outputs/README", Hash32.Sha256(""u8), 0);
    private static readonly OutputEntry Emoji = new("/outputs/😀", Hash32.Sha256("x"u8), 1);
    private static readonly OutputEntry Late = new("/outputs/\ufb33", Hash32.Sha256("x"u8), 1);

    [Test]
    public void Sorted_by_UTF16_code_units_whatever_the_order_given()
    {
        OutputEntry[] sorted = [Upper, Model, Emoji, Late];
        Assert.That(OutputManifest.Of([Late, Model, Emoji, Upper]).Entries, Is.EqualTo(sorted));
        Assert.That(OutputManifest.Of([Emoji, Upper, Late, Model]).Digest(), Is.EqualTo(OutputManifest.Of(sorted).Digest()));
    }

    [Test]
    public void Digest_is_of_the_canonical_JSON_with_digests_as_sha256sum_prints_them()
    {
        OutputManifest manifest = OutputManifest.Of([Model]);
        const string Json = """
            [{"path":"/outputs/model.bin","sha256":"9372c470eeadd5ecd9c3c74c2b3cb633f8e2f2fad799250a0f70d652b6b825e4","size":5}]
            """;
        Assert.That(Encoding.UTF8.GetString(manifest.ToCanonicalJson()), Is.EqualTo(Json));
        Assert.That(manifest.Digest(), Is.EqualTo(Hash32.Sha256(Encoding.UTF8.GetBytes(Json))));
    }

    [Test]
    public void Nothing_has_the_digest_of_an_empty_list() =>
        Assert.That(
            OutputManifest.Empty.Digest().ToString(),
            Is.EqualTo("0x4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945"));

    [Test]
    public void Path_twice_no_path_and_a_negative_size_are_refused()
    {
        Assert.That(() => OutputManifest.Of([Model, Upper, Model]), Throws.ArgumentException.With.Message.Contains("is listed twice"));
        Assert.That(() => OutputManifest.Of([Model with { Path = "" }]), Throws.ArgumentException.With.Message.Contains("is not a file"));
        Assert.That(() => OutputManifest.Of([Model with { Size = -1 }]), Throws.ArgumentException.With.Message.Contains("of -1 bytes"));
    }

    [Test]
    public void Each_detail_of_an_output_changes_the_digest()
    {
        OutputEntry[][] manifests =
        [
            [],
            [Model],
            [Model with { Path = "/outputs/model2.bin" }],
            [Model with { Sha256 = default }],
            [Model with { Size = 6 }],
            [Model, Upper],
        ];
        Assert.That(manifests.Select(entries => OutputManifest.Of(entries).Digest()), Is.Unique);
    }
}
