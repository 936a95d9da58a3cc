using System.Text;
using System.Text.RegularExpressions;
using DePin.Protocol.Jobs;

namespace DePin.Protocol.Tests.Jobs;

/// <summary>Whoever follows a remedy is not refused again: what a message proposes is fed back into the file.</summary>
public sealed partial class RemedyTests
{
    private const int Random = 3_000;

    /// <summary>Keys that hold quantities, each as one line of a job file with a place for the value.</summary>
    private static readonly Dictionary<string, string> _keys = new()
    {
        ["resources.cpu"] = "resources: { cpu: VALUE }",
        ["resources.memory"] = "resources: { memory: VALUE }",
        ["resources.disk"] = "resources: { disk: VALUE }",
        ["resources.shm"] = "resources: { memory: 64TiB, shm: VALUE }",
        ["resources.gpu.vram"] = "resources: { gpu: { vram: VALUE } }",
        ["resources.gpu.memoryBandwidth"] = "resources: { gpu: { memoryBandwidth: VALUE } }",
        ["resources.gpu.fp16Tflops"] = "resources: { gpu: { fp16Tflops: VALUE } }",
        ["price.maxPerGpuHour"] = "price: { maxPerGpuHour: VALUE }",
        ["timeout"] = "timeout: VALUE",
        ["stopGrace"] = "stopGrace: VALUE",
        ["disconnectGrace"] = "disconnectGrace: VALUE",
        ["checkpoint.every"] = "checkpoint: { path: /ck, every: VALUE }",
    };

    private static readonly string[] _values =
    [
        "1", "0", "-1", "+1", "1e3", "1e9", "1E6", "2.5e2", "0x40000000", "1_000_000_000", "1,5GiB", "1,000MiB", "1,000,000,000", "1 gib",
        "1 GiB", "1 gb", "16 GB ", "16G", "16Gi", "16gb", "16Mi", "16K", "16kb", "16xyz", "1.GiB", ".5GiB", "1.5", "8388608.5", "0.0005",
        "0.5m", "4 cores", "4cores", "500 m", "500M", "4.0005", "9999999999999999999", "99999999PiB", "true", ".nan", ".inf", "many",
        "٣GiB", "800GBps", "800Gbit/s", "800 GB/s", "800gb/s", "1TBps", "1e12", "90", "1h30", "1.5h", "0,5h",
        "1:30", "1:30:00", "PT6H", "P1DT2H", "P1M", "6 hours", "6hours", "6Hours", "2 days", "90sec", "90 s", "30m1h", "1h1h",
        "5min", "1h 30m", "1 hour, 30 minutes", "0s", "1us",
        "99999999999h", "999999999d", "31d",
        "-1h", "H", "h1", "1.20$", "1.1234567", "'", "1''000", "1 000MiB", "", "~", "0.0000001s",
    ];

    private static IEnumerable<string> Keys => _keys.Keys;

    [TestCase("timeout", "1", "1s, 1m or 1h")]
    [TestCase("resources.cpu", "1e3", "write 1000")]
    [TestCase("resources.memory", "1 gib", "write 1GB or 1GiB")]
    [TestCase("resources.cpu", "4 cores", "write 4")]
    [TestCase("stopGrace", "1", "write 1s")]
    [TestCase("stopGrace", "many", "write a duration, such as 500ms or 5s")]
    [TestCase("resources.gpu.memoryBandwidth", "1e12", "write 1000000000000B/s")]
    public void A_usual_mistake_gets_the_remedy_that_helps(string key, string value, string remedy) =>
        Assert.That(Read(key, value).Errors.Single().Remedy, Does.Contain(remedy));

    [TestCaseSource(nameof(Keys))]
    public void What_a_remedy_proposes_for_a_usual_mistake_is_accepted(string key)
    {
        using (Assert.EnterMultipleScope())
        {
            foreach (string value in _values)
            {
                Check(key, value);
                Check(key, $"\"{value}\"");
            }
        }
    }

    [TestCase(1)]
    [TestCase(2)]
    public void What_a_remedy_proposes_for_any_mistake_is_accepted(int seed)
    {
        TestContext.Out.WriteLine($"seed {seed}");
        Random random = new(seed);
        string[] pieces =
            ["0", "1", "7", "16", "1000", ".", ",", "_", " ", "-", "+", "e3", "E", "0x", "GiB", "gb", "G", "Mi", "m", "h", "H", "s", "ms",
                "d", "/s", "ps", "min", "P", "T", ":", "TB", "k"];
        string[] keys = [.. _keys.Keys];
        int refused = 0;
        using (Assert.EnterMultipleScope())
        {
            for (int i = 0; i < Random; i++)
            {
                string value = string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => pieces[random.Next(pieces.Length)]));
                refused += Check(keys[random.Next(keys.Length)], $"\"{value}\"") ? 1 : 0;
            }
        }

        Assert.That(refused, Is.GreaterThan(Random / 2), "most are mistakes");
    }

    [Test]
    public void What_a_remedy_of_the_table_proposes_is_accepted()
    {
        int followed = 0;
        using (Assert.EnterMultipleScope())
        {
            foreach (MalformedJobFile file in MalformedJobFile.ReadAll())
            {
                JobSpecResult result = JobSpecReader.Read(Encoding.UTF8.GetBytes(file.Text));
                foreach (SpecError error in result.Errors.Where(error => error.Value is { Length: > 0 } && _keys.ContainsKey(error.Key)))
                {
                    followed += Check(error.Key, $"\"{error.Value}\"") ? 1 : 0;
                }
            }
        }

        Assert.That(followed, Is.GreaterThanOrEqualTo(25));
    }

    /// <summary>True when the value was refused, and everything its remedy proposes was taken.</summary>
    private static bool Check(string key, string value)
    {
        JobSpecResult result = Read(key, value);
        if (result.IsValid || result.Errors.Any(error => error.Key != key))
        {
            return false;
        }

        string remedy = result.Errors.Single().Remedy;
        string[] proposed = Proposed(remedy);
        Assert.That(proposed, Is.Not.Empty, $"{key}: {value}: {remedy}");
        foreach (string proposal in proposed)
        {
            JobSpecResult followed = Read(key, proposal);
            Assert.That(followed.IsValid, Is.True, $"{key}: {value}: {remedy}: {string.Join("; ", followed.Errors)}");
        }

        return true;
    }

    private static JobSpecResult Read(string key, string value) => JobSpecReader.Read(Encoding.UTF8.GetBytes(
        $"version: depin/v1\nname: x\nimage: busybox\n{_keys[key].Replace("VALUE", value, StringComparison.Ordinal)}\n"));

    /// <summary>"write A, B or C", "… such as A or B", "write A or more": the texts A, B, C.</summary>
    private static string[] Proposed(string remedy)
    {
        Match match = Proposal().Match(remedy);
        return [.. match.Groups[1].Value.Replace(", or remove the key", "", StringComparison.Ordinal).Split([", ", " or "],
            StringSplitOptions.RemoveEmptyEntries).Where(word => word is not ("more" or "less"))];
    }

    [GeneratedRegex(@"(?:.*such as |.*in quotes: |^write )(.+)$")]
    private static partial Regex Proposal();
}
