using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using DePin.Attestation.Json;
using DePin.Attestation.Tests.Json;
using static DePin.Attestation.Tests.Interop.InteropTests;

namespace DePin.Attestation.Tests.Interop;

/// <summary>RFC 8785 is defined by what JavaScript does, so JavaScript is asked.</summary>
[TestFixture]
public sealed class CanonicalJsonInteropTests
{
    [Test, CancelAfter(InteropTests.Timeout)]
    public async Task JavaScript_writes_canonical_JSON_alike(CancellationToken token)
    {
        Random random = Seeded.Random();
        string[] texts = [.. Enumerable.Range(0, 300).Select(_ => RandomJson.Write(RandomJson.Next(random, depth: 4), random))];
        JsonNode theirs = await InteropProcess.AskAsync("canonical", new JsonObject { ["texts"] = Array(texts) }, token);
        string[] ours = [.. texts.Select(text => Encoding.UTF8.GetString(CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(text))))];
        Assert.That(Strings(theirs), Is.EqualTo(ours));
    }

    [Test, CancelAfter(InteropTests.Timeout)]
    public async Task JavaScript_writes_doubles_alike(CancellationToken token)
    {
        Random random = Seeded.Random();
        IEnumerable<ulong> any = Enumerable.Range(0, 20_000).Select(_ => random.NextUInt64());
        ulong[] bits = [.. any.Where(each => double.IsFinite(BitConverter.UInt64BitsToDouble(each)))];
        JsonNode theirs = await InteropProcess.AskAsync(
            "numbers",
            new JsonObject { ["bits"] = Array(bits.Select(each => each.ToString("x16", CultureInfo.InvariantCulture))) },
            token);
        Assert.That(Strings(theirs), Is.EqualTo(bits.Select(Canonical)));
    }

    private static string Canonical(ulong bits)
    {
        string literal = BitConverter.UInt64BitsToDouble(bits).ToString("E17", CultureInfo.InvariantCulture);
        return Encoding.UTF8.GetString(CanonicalJson.Canonicalize(Encoding.ASCII.GetBytes(literal)));
    }
}
