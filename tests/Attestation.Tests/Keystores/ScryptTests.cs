using System.Text;
using DePin.Attestation.Keystores;

namespace DePin.Attestation.Tests.Keystores;

/// <summary>RFC 7914 §12, and what is never computed.</summary>
[TestFixture]
public sealed class ScryptTests
{
    [TestCase(
        "",
        "",
        16,
        1,
        1,
        "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
        + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906")]
    [TestCase(
        "password",
        "NaCl",
        1024,
        8,
        16,
        "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
        + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640")]
    [TestCase(
        "pleaseletmein",
        "SodiumChloride",
        16384,
        8,
        1,
        "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
        + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887")]
    public void Published_vectors(string password, string salt, int n, int r, int p, string expected)
    {
        byte[] key = new byte[64];
        Scrypt.DeriveKey(Encoding.ASCII.GetBytes(password), Encoding.ASCII.GetBytes(salt), new ScryptCost(n, r, p), key);
        Assert.That(Convert.ToHexStringLower(key), Is.EqualTo(expected));
    }

    [TestCase(131_072, 8, 1, TestName = "What_ethers_writes_is_computed")]
    [TestCase(262_144, 8, 1, TestName = "What_geth_writes_is_computed")]
    [TestCase(4_096, 8, 6, TestName = "What_geth_writes_when_told_to_be_light_is_computed")]
    [TestCase(262_144, 1, 8, TestName = "What_the_format_gives_as_its_example_is_computed")]
    public void Accepted(int n, int r, int p) => Assert.That(new ScryptCost(n, r, p).Refusal(), Is.Null);

    [TestCase(1_048_576, 8, 1, KeyFileProblem.TooCostly)]
    [TestCase(2, 1 << 22, 1, KeyFileProblem.TooCostly)]
    [TestCase(2, 1, 1 << 23, KeyFileProblem.TooCostly)]
    [TestCase(1 << 30, int.MaxValue, int.MaxValue, KeyFileProblem.TooCostly)]
    [TestCase(2, int.MaxValue, 1, KeyFileProblem.TooCostly)]
    [TestCase(131_072, 8, 9, KeyFileProblem.TooCostly)]
    [TestCase(0, 8, 1, KeyFileProblem.Corrupt)]
    [TestCase(1, 8, 1, KeyFileProblem.Corrupt)]
    [TestCase(1000, 8, 1, KeyFileProblem.Corrupt)]
    [TestCase(-1024, 8, 1, KeyFileProblem.Corrupt)]
    [TestCase(int.MinValue, 8, 1, KeyFileProblem.Corrupt)]
    [TestCase(1024, 0, 1, KeyFileProblem.Corrupt)]
    [TestCase(1024, 8, 0, KeyFileProblem.Corrupt)]
    [TestCase(1024, -1, -1, KeyFileProblem.Corrupt)]
    public void Refused(int n, int r, int p, KeyFileProblem problem) =>
        Assert.That(new ScryptCost(n, r, p).Refusal()?.Problem, Is.EqualTo(problem));
}
