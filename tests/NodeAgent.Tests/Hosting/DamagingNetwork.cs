using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Tests.Hosting;

/// <summary>
/// A way to a <see cref="FakeScheduler"/> on which replies are damaged: values become absurd, null or of another kind, members vanish,
/// lists get holes, bytes are lost. An event that was never sent is not acknowledged: that is no damage but a journal restored from a copy.
/// </summary>
internal sealed class DamagingNetwork(HttpMessageHandler scheduler, Random random) : DelegatingHandler(scheduler)
{
    private const int LoginEvery = 30;
    private const string Lone = "\"half a character\"";
    private readonly Lock _gate = new();

    public bool Damages { get; set; }

    /// <summary>Damaged replies so far, by the kind of call.</summary>
    public Dictionary<string, int> Damaged { get; } = [];

    public int Total { get; private set; }

    /// <summary>The last of them.</summary>
    public string Last { get; private set; } = "";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string path = request.RequestUri!.AbsolutePath;
        bool sessionEnds = Damages && path != Routes.Session && Next(LoginEvery) == 0;
        HttpResponseMessage answer = sessionEnds
            ? FakeAnswer.Refuse(HttpStatusCode.Unauthorized, ProblemCode.Unauthorized)
            : await base.SendAsync(request, cancellationToken);
        if (!Damages || Next(3) == 0)
        {
            return answer;
        }

        byte[] body = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
        lock (_gate)
        {
            byte[] damaged = Damage(body);
            answer.Content = new ByteArrayContent(damaged);
            Last = $"{path}: {Encoding.UTF8.GetString(damaged)}";
            string kind = path.StartsWith("/v1/attempts/", StringComparison.Ordinal) ? path.Split('/')[4] : path;
            Damaged[kind] = Damaged.GetValueOrDefault(kind) + 1;
            Total++;
        }

        return answer;
    }

    // CA2215: the scheduler outlives the client.
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Usage", "CA2215", Justification = "the scheduler lives on")]
    protected override void Dispose(bool disposing)
    {
    }

    private int Next(int most)
    {
        lock (_gate)
        {
            return random.Next(most);
        }
    }

    private byte[] Damage(byte[] body)
    {
        if (random.Next(5) == 0 || JsonNode.Parse(body) is not { } root)
        {
            return DamageBytes(body);
        }

        List<JsonNode> holders = [.. All(root)];
        JsonNode holder = holders[random.Next(holders.Count)];
        if (holder is JsonObject it && it.Count > 0)
        {
            string key = it.ElementAt(random.Next(it.Count)).Key;
            if (random.Next(4) == 0)
            {
                it.Remove(key);
            }
            else
            {
                it[key] = Absurd(most: key == "ackEvent" ? long.MaxValue : int.MaxValue);
            }
        }
        else if (holder is JsonArray list)
        {
            list.Insert(random.Next(list.Count + 1), Absurd(int.MaxValue));
        }

        // Half a character, which the writer would not write.
        return Encoding.UTF8.GetBytes(root.ToJsonString().Replace(Lone, "\"\\uD800\"", StringComparison.Ordinal));
    }

    private static IEnumerable<JsonNode> All(JsonNode node)
    {
        IEnumerable<JsonNode?> inside = node switch
        {
            JsonObject it => it.Select(member => member.Value),
            JsonArray it => it,
            _ => [],
        };
        return node is JsonValue ? [] : inside.OfType<JsonNode>().SelectMany(All).Prepend(node);
    }

    private JsonNode? Absurd(long most)
    {
        string[] values =
        [
            "null", "null", "[]", "{}", "[null]", "true", "\"\"", "\"x\"", "\"a\\nb\"", Lone, "-1", "0", "1.5", "1e300", "1e999",
            "9007199254740992", "4611686018427387904", "-4611686018427387904", "9223372036854775807", "-9223372036854775808",
            "18446744073709551616", $"{most}", "-2147483648",
            $"\"{new string('9', 5000)}\"",
        ];
        return JsonNode.Parse(values[random.Next(values.Length)]);
    }

    private byte[] DamageBytes(byte[] body)
    {
        byte[] damage = [.. "{}[]\",:\0"u8, 0xff, 0xc0];
        byte[] damaged = [.. body];
        for (int times = random.Next(1, 4); times > 0 && damaged.Length > 0; times--)
        {
            damaged[random.Next(damaged.Length)] = damage[random.Next(damage.Length)];
        }

        return random.Next(3) == 0 ? damaged[..random.Next(damaged.Length + 1)] : damaged;
    }
}
