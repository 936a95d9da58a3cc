using System.Text;
using DePin.Protocol.Jobs;

namespace DePin.Protocol.Tests.Jobs;

public sealed class JobFileFuzzTests
{
    private const int Files = 4_000;

    private static readonly string[] Splices =
    [
        "{", "}", "[", "]", ":", ": ", ",", "-", "- ", "?", "? ", "#", "&a ", "*a", "!t ", "!!str ", "|\n", ">\n", "'", "\"", "\\", "\\u",
        "%", "---\n", "...\n", "\t", "\n", "\r", "\n  ", "~", "null", "<<: ", "0", "-1", "1e9", ".nan", "\0", "\uFEFF", "\u2028", "\u0085",
        "é", "😀", "name", "env", "resources", "version: depin/v1\n", "\"\\ud800\"", "@", "`", "|9\n", ">-\n\n",
    ];

    [TestCase(11)]
    [TestCase(12)]
    [TestCase(13)]
    public void No_mutation_of_a_job_file_makes_the_reader_throw(int seed)
    {
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        int valid = 0;
        for (int i = 0; i < Files; i++)
        {
            byte[] file = Mutate(random);
            JobFormat? format = random.Next(3) switch { 0 => JobFormat.Yaml, 1 => JobFormat.Json, _ => null };
            JobSpecResult? result = null;
            Assert.That(() => result = JobSpecReader.Read(file, format), Throws.Nothing, $"file {i}: {Convert.ToBase64String(file)}");
            valid += result!.IsValid ? 1 : 0;
            Check(result, file);
        }

        // Some survive and some do not: otherwise the mutations are too harsh or too mild to test anything.
        TestContext.Out.WriteLine($"{valid} of {Files} files were still valid");
        Assert.That(valid, Is.InRange(Files / 100, Files / 2));
    }

    private static void Check(JobSpecResult result, byte[] file)
    {
        string shown = Convert.ToBase64String(file);
        if (result.IsValid)
        {
            Assert.That(JobSpecReader.Read(result.Spec.ToCanonicalJson()).Spec, Is.EqualTo(result.Spec), shown);
            return;
        }

        Assert.That(result.Errors, Is.Not.Empty, shown);
        int lines = file.Count(unit => unit is (byte)'\n' or (byte)'\r' or 0xC2 or 0xE2) + 2;
        foreach (SpecError error in result.Errors)
        {
            Assert.That(error.Line, Is.InRange(1, lines), $"{error} in {shown}");
            Assert.That(error.Column, Is.GreaterThan(0), $"{error} in {shown}");
            Assert.That(error.Message, Is.Not.Empty, shown);
            Assert.That(error.Remedy, Is.Not.Empty, shown);
        }
    }

    private static byte[] Mutate(Random random)
    {
        string[] valid = [SpecSamples.Batch, SpecSamples.BatchAsJson, SpecSamples.Service, SpecSamples.Smallest];
        List<byte> file = [.. Encoding.UTF8.GetBytes(valid[random.Next(valid.Length)])];
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            int at = random.Next(file.Count + 1);
            int length = Math.Min(random.Next(1, 12), file.Count - at);
            switch (random.Next(5))
            {
                case 0:
                    file.RemoveRange(at, length);
                    break;
                case 1:
                    file.InsertRange(at, Encoding.UTF8.GetBytes(Splices[random.Next(Splices.Length)]));
                    break;
                case 2:
                    file.InsertRange(random.Next(file.Count + 1), file.GetRange(at, length));
                    break;
                case 3 when at < file.Count:
                    file[at] = (byte)random.Next(256);
                    break;
                case 4 when at < file.Count:
                    file[at] ^= (byte)(1 << random.Next(8));
                    break;
            }
        }

        return [.. file];
    }
}
