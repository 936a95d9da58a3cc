using System.Text;
using DePin.Protocol.Checkpoints;
using DePin.Protocol.Jobs;

namespace DePin.Protocol.Tests.Checkpoints;

internal sealed class CheckpointManifestTests
{
    // sha256sum of "abc", FIPS 180-4's first example.
    private const string Abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    [Test]
    public void Reads_what_sha256sum_prints_in_text_and_binary_mode()
    {
        string text = $"{Abc}  model.npz\n{Abc} *shards/0 of 2.bin\n{Abc}  ./état.json\n";
        var manifest = CheckpointManifest.Parse(Encoding.UTF8.GetBytes(text));

        Assert.That(manifest.Files.Select(file => file.Name), Is.EqualTo(new[] { "model.npz", "shards/0 of 2.bin", "état.json" }));
        Assert.That(manifest.Files.Select(file => file.Hash), Is.All.EqualTo(ContentHash.Of("abc"u8)));
        Assert.That(manifest.Hash, Is.EqualTo(ContentHash.Of(Encoding.UTF8.GetBytes(text))));
    }

    [TestCase("", "names 0 files")]
    [TestCase("\n", "line 1")]
    [TestCase(Abc + "  model.npz", "does not end with a line feed")]
    [TestCase(Abc + "  a\n" + Abc + "  b", "does not end with a line feed")]
    [TestCase(Abc + " a\n", "line 1")]
    [TestCase(Abc + "  \n", "line 1")]
    [TestCase("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD  a\n", "line 1")]
    [TestCase("SHA256 (a) = " + Abc + "\n", "line 1")]
    [TestCase("\\" + Abc + "  a\\nb\n", "line 1")]
    [TestCase(Abc + "  a\n" + Abc + "  ./a\n", "line 2 of SHA256SUMS names 'a' a second time")]
    [TestCase(Abc + "  /etc/passwd\n", "not relative")]
    [TestCase(Abc + "  ../a\n", "not relative")]
    [TestCase(Abc + "  a/./b\n", "not relative")]
    [TestCase(Abc + "  a//b\n", "not relative")]
    [TestCase(Abc + "  a/\n", "not relative")]
    [TestCase(Abc + "  a\r\n", "control character")]
    [TestCase(Abc + "  SHA256SUMS\n", "the manifest itself")]
    public void What_is_no_manifest_is_refused_with_its_line(string text, string reason) =>
        Assert.That(
            () => CheckpointManifest.Parse(Encoding.UTF8.GetBytes(text)),
            Throws.InstanceOf<FormatException>().With.Message.Contains(reason));

    [Test]
    public void Too_many_files_and_too_many_bytes_and_bytes_that_are_no_text_are_refused()
    {
        string Line(int number) => $"{Abc}  {number}\n";
        string most = string.Concat(Enumerable.Range(0, CheckpointManifest.MaxFiles).Select(Line));
        Assert.That(CheckpointManifest.Parse(Encoding.UTF8.GetBytes(most)).Files, Has.Count.EqualTo(CheckpointManifest.MaxFiles));
        Assert.That(() => CheckpointManifest.Parse(Encoding.UTF8.GetBytes(most + Line(-1))), Throws.InstanceOf<FormatException>());
        Assert.That(() => CheckpointManifest.Parse(new byte[CheckpointManifest.MaxBytes + 1]), Throws.InstanceOf<FormatException>());
        Assert.That(
            () => CheckpointManifest.Parse([0xff, (byte)'\n']), Throws.InstanceOf<FormatException>().With.Message.Contains("UTF-8"));
    }

    [Test]
    public void A_manifest_that_was_cut_off_anywhere_is_refused_or_shorter_by_whole_files()
    {
        byte[] whole = Encoding.UTF8.GetBytes($"{Abc}  a\n{Abc}  b\n");
        for (int length = 0; length < whole.Length; length++)
        {
            byte[] cut = whole[..length];
            if (length == whole.Length / 2)
            {
                Assert.That(CheckpointManifest.Parse(cut).Files, Has.Count.EqualTo(1), "why it has to be renamed into place");
            }
            else
            {
                Assert.That(() => CheckpointManifest.Parse(cut), Throws.InstanceOf<FormatException>(), $"{length} bytes");
            }
        }
    }
}
