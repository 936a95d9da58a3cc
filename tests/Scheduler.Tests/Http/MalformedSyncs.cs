using System.Text.Json;
using DePin.Attestation;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Tests.Http;

/// <summary>Node messages that are wrong: logins, syncs, events, capacities.</summary>
internal static class MalformedSyncs
{
    private const ProblemCode Invalid = ProblemCode.InvalidMessage;

    public static IEnumerable<Malformed> All(TestNode node, Lease lease) =>
        [.. Texts(node), .. Syncs(node, lease), .. Events(node, lease), .. Capacities(node), .. Sessions(node)];

    private static string Valid(TestNode node) => JsonSerializer.Serialize(node.Body(), WireJson.Default.SyncRequest);

    private static IEnumerable<Malformed> Texts(TestNode node)
    {
        string valid = Valid(node);
        yield return Sync("not JSON", "{", Invalid, "");
        yield return Sync("nothing", "", Invalid, "");
        yield return Sync("null", "null", Invalid, "the message is null: expected an object");
        yield return Sync("a list", "[]", Invalid, "the message is [], expected an object");
        yield return Sync("a string", "\"sync\"", Invalid, "the message is \"sync\", expected an object");
        yield return Sync("two documents", valid + valid, Invalid, "not JSON");
        yield return Sync("a trailing comma", valid[..^1] + ",}", Invalid, "");
        yield return Sync("a comment", "/* hi */" + valid, Invalid, "");
        yield return Sync("a key twice", valid[..^1] + ",\"ackCommand\":0}", Invalid, "the message has ackCommand twice");
        yield return Sync("too deep", valid[..^1] + ",\"x\":" + new string('[', 40) + new string(']', 40) + "}", Invalid, "depth");
        yield return Sync("too large", valid[..^1] + ",\"x\":\"" + new string('x', WireLimits.SyncBodyBytes) + "\"}", ProblemCode.TooLarge,
            $"{WireLimits.SyncBodyBytes}");
        yield return Sync("another content type", valid, ProblemCode.UnsupportedMediaType, "text/plain", "text/plain");
        yield return Sync("no content type", valid, ProblemCode.UnsupportedMediaType, "missing", null);
        yield return new Malformed("not UTF-8", HttpMethod.Post, Routes.Sync, [0xff, 0xfe, 0x7b], "application/json", true, Invalid, "");
    }

    private static IEnumerable<Malformed> Syncs(TestNode node, Lease lease)
    {
        string held = $"{{\"attempt\":\"{lease.Attempt}\",\"epoch\":1,\"phase\":\"running\"}}";
        yield return Change(node, "no boot", $"\"boot\":\"{node.Boot}\",", "", Invalid, "the message lacks boot");
        yield return Change(node, "a boot that is no id", $"{node.Boot}", "yesterday", Invalid, "yesterday");
        yield return Change(node, "a boot that is a number", $"\"{node.Boot}\"", "7", Invalid, "boot is 7, expected text");
        yield return Set(node, "ackCommand", "-1", Invalid, "ackCommand is -1");
        yield return Set(node, "ackCommand", "null", Invalid, "ackCommand is null, expected a whole number below 2^63");
        yield return Set(node, "ackCommand", "\"1\"", Invalid, "ackCommand is \"1\", expected a whole number");
        yield return Set(node, "ackCommand", "1.5", Invalid, "ackCommand is 1.5, expected a whole number");
        yield return Set(node, "ackCommand", "1e30", Invalid, "ackCommand is 1e30, expected a whole number");
        yield return Set(node, "ackCommand", "99", ProblemCode.Conflict, "ackCommand is 99");
        yield return Set(node, "capacityVersion", "-5", Invalid, "capacityVersion is -5");
        yield return Set(node, "accepting", "\"yes\"", Invalid, "accepting is \"yes\", expected true or false");
        yield return Set(node, "accepting", "{}", Invalid, "accepting is {}, expected true or false");
        yield return Hold(node, "null", Invalid, "holding is null, expected a list");
        yield return Hold(node, "[null]", Invalid, "null");
        yield return Hold(node, "[{}]", Invalid, "holding[0] lacks attempt");
        yield return Hold(node, "[" + held.Replace(lease.Attempt.ToString(), "0x12", StringComparison.Ordinal) + "]", Invalid, "holding");
        yield return Hold(node, "[" + held.Replace(":1,", ":0,", StringComparison.Ordinal) + "]", Invalid, "epoch 0");
        yield return Hold(node, "[" + held.Replace("running", "flying", StringComparison.Ordinal) + "]", Invalid,
            "holding[0].phase is \"flying\", expected one of leased, accepted,");
        yield return Hold(node, "[" + held.Replace("\"running\"", "3", StringComparison.Ordinal) + "]", Invalid, "phase");
        yield return Hold(node, "[" + held[..^1] + ",\"progress\":-1}]", Invalid, "progress -1");
        yield return Hold(node, $"[{held},{held}]", Invalid, "twice");
        yield return Hold(node, "[" + string.Join(',', Enumerable.Repeat(held, WireLimits.LeasesPerNode + 1)) + "]", ProblemCode.TooLarge,
            "holding");
    }

    private static IEnumerable<Malformed> Events(TestNode node, Lease lease)
    {
        string Event(int sequence, string kind = "phase", string phase = "running") =>
            $"{{\"kind\":\"{kind}\",\"sequence\":{sequence},\"attempt\":\"{lease.Attempt}\",\"epoch\":1,\"at\":0,\"phase\":\"{phase}\"}}";
        yield return SendEvents(node, "null", Invalid, "events");
        yield return SendEvents(node, "[null]", Invalid, "null");
        yield return SendEvents(node, $"[{Event(1, "dance")}]", Invalid, "events[0].kind is \"dance\", expected");
        yield return SendEvents(node, $"[{Event(1).Replace("\"kind\":\"phase\",", "", StringComparison.Ordinal)}]", Invalid,
            "events[0] lacks kind, one of phase, image, checkpoint_missing");
        yield return SendEvents(node, $"[{Event(0)}]", Invalid, "sequence 0");
        yield return SendEvents(node, $"[{Event(2)},{Event(1)}]", Invalid, "event 1 follows 2");
        yield return SendEvents(node, $"[{Event(1, phase: "dreaming")}]", Invalid, "phase");
        yield return SendEvents(node, "[" + string.Join(',',
            Enumerable.Range(1, WireLimits.EventsPerSync + 1).Select(number => Event(number))) + "]", ProblemCode.TooLarge, "events");
        yield return Malformed.Node("events of another boot", Routes.Events, $"{{\"boot\":\"{BootId.New()}\",\"events\":[]}}",
            ProblemCode.Conflict, "boot");
        yield return Malformed.Node("events without events", Routes.Events, $"{{\"boot\":\"{node.Boot}\"}}", Invalid, "events");
    }

    private static IEnumerable<Malformed> Capacities(TestNode node)
    {
        using PrivateKey stranger = PrivateKey.Create();
        SignedCapacity good = node.Sign(node.Capacity);
        yield return Offer(node, "unsigned", good, text =>
            text.Replace("\"signature\":", "\"signatur\":", StringComparison.Ordinal), Invalid, "signature");
        yield return Offer(node, "a short signature", good, text =>
            text.Replace(good.Signature.ToString(), "0x1234", StringComparison.Ordinal), Invalid, "Signature");
        yield return Offer(node, "a foreign signature", good with
        {
            Signature = stranger.Sign(Eip712.Digest(default(Eip712Domain)
            ?? Eip712Domain.DePin(31337, default), good.Statement))
        }, same => same, ProblemCode.InvalidSignature, "signed by");
        yield return Offer(node, "another capacity than the signed one",
            good with { Capacity = node.Capacity with { MemoryBytes = 1L << 50 } }, same => same, ProblemCode.Rejected, "hashes to");
        yield return Offer(node, "an expired statement", node.Sign(node.Capacity, statement => statement with { ExpiresAt = 1000 }), same =>
            same, ProblemCode.Rejected, "expired");
        yield return Offer(node, "measured in the future", node.Sign(node.Capacity, statement =>
            statement with { MeasuredAt = 9_000_000_000 }), same => same, ProblemCode.Rejected, "future");
        yield return Offer(node, "another node's statement", node.Sign(node.Capacity, statement =>
            statement with { Node = stranger.Address }), same => same, ProblemCode.Rejected, "statement is by");
        yield return Offer(node, "simulated", node.Sign(node.Capacity with { Simulated = true }), same =>
            same, ProblemCode.Rejected, "simulated");
        yield return Offer(node, "negative memory", node.Sign(node.Capacity with { MemoryBytes = -1 }), same => same, Invalid, "negative");
        yield return Offer(node, "more memory than JSON keeps", good, text => text.Replace(
            $"\"memoryBytes\":{node.Capacity.MemoryBytes}", $"\"memoryBytes\":{long.MaxValue}", StringComparison.Ordinal), Invalid,
            "capacity.memoryBytes is 9223372036854775807");
        yield return Offer(node, "a rate that is no number", good, text => text.Replace("\"measuredAt\":1795000000",
            "\"measuredAt\":1795000000,\"cpuFlopsPerSecond\":1e400", StringComparison.Ordinal), Invalid, "");
        yield return Offer(node, "half a character", good, text => text.Replace(
            $"\"cpuModel\":\"{node.Capacity.CpuModel}\"", "\"cpuModel\":\"\\ud800\"", StringComparison.Ordinal), Invalid, "");
        yield return Offer(node, "no GPU list", good, text =>
            text.Replace("\"gpus\":[]", "\"gpus\":null", StringComparison.Ordinal), Invalid, "gpus");
        yield return Offer(node, "a null GPU", good, text =>
            text.Replace("\"gpus\":[]", "\"gpus\":[null]", StringComparison.Ordinal), Invalid, "null");
        GpuCapacity gpu = Tests.Capacities.Gpu("GPU-a");
        yield return Offer(node, "a GPU twice", node.Sign(node.Capacity with { Gpus = [gpu, gpu] }), same => same, Invalid, "twice");
        yield return Offer(node, "too many GPUs", node.Sign(node.Capacity with
        {
            Gpus = [.. Enumerable.Range(0, 65).Select(number =>
            Tests.Capacities.Gpu($"GPU-{number}"))]
        }), same => same, ProblemCode.TooLarge, "gpus");
        yield return Offer(node, "a GPU with a comma", node.Sign(node.Capacity with { Gpus = [gpu with { Uuid = "a,b" }] }), same =>
            same, Invalid, "comma");
        yield return Offer(node, "an absurd rate", node.Sign(node.Capacity with { Gpus = [gpu with { Fp16Tflops = -1 }] }), same =>
            same, Invalid, "no measurement");
        yield return Offer(node, "control characters", node.Sign(node.Capacity with { CpuModel = "a\u0007" }), same =>
            same, Invalid, "cpuModel");
        yield return Offer(node, "a signed message with a member more", good, text =>
            text.Replace("\"measuredAt\":", "\"extra\":1,\"measuredAt\":", StringComparison.Ordinal),
            Invalid,
            "capacity.statement has the unknown member extra");
    }

    private static IEnumerable<Malformed> Sessions(TestNode node)
    {
        string me = $"\"node\":\"{node.Key.Address}\"";
        yield return Malformed.Node("login of nobody", Routes.Session, "{}", Invalid, "node");
        yield return Malformed.Node("login of a bad address", Routes.Session, "{\"node\":\"0x12\"}", Invalid, "Address");
        yield return Malformed.Node("login with a signature of nothing", Routes.Session,
            $"{{{me},\"signature\":\"{node.Key.Sign(default)}\"}}", Invalid, "together");
        yield return Malformed.Node("login with half a login", Routes.Session,
            $"{{{me},\"login\":{{{me}}},\"signature\":\"{node.Key.Sign(default)}\"}}", Invalid, "login");
        yield return Malformed.Node("login too large", Routes.Session, "{\"x\":\"" + new string('x', 20_000) + "\"}", ProblemCode.TooLarge,
            "bytes");
    }

    private static Malformed Sync(string name, string body, ProblemCode code, string says, string? contentType = "application/json") =>
        Malformed.Node("sync: " + name, Routes.Sync, body, code, says, contentType);

    private static Malformed Change(TestNode node, string name, string from, string to, ProblemCode code, string says)
    {
        string valid = Valid(node);
        string changed = valid.Replace(from, to, StringComparison.Ordinal);
        Assert.That(changed, Is.Not.EqualTo(valid), name);
        return Sync(name, changed, code, says);
    }

    private static Malformed Set(TestNode node, string key, string value, ProblemCode code, string says)
    {
        using JsonDocument document = JsonDocument.Parse(Valid(node));
        return Change(node, $"{key} = {value}", $"\"{key}\":{document.RootElement.GetProperty(key).GetRawText()}", $"\"{key}\":{value}",
            code, says);
    }

    private static Malformed Hold(TestNode node, string holding, ProblemCode code, string says) =>
        Set(node, "holding", holding, code, says);

    private static Malformed SendEvents(TestNode node, string events, ProblemCode code, string says) =>
        Set(node, "events", events, code, says);

    private static Malformed Offer(TestNode node, string name, SignedCapacity capacity, Func<string, string> change, ProblemCode code,
        string says)
    {
        string text = change(JsonSerializer.Serialize(capacity, WireJson.Default.SignedCapacity));
        return Sync("capacity: " + name, Valid(node)[..^1] + ",\"capacity\":" + text + "}", code, says);
    }
}
