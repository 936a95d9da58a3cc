using DePin.Attestation.Messages;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Auditing;

/// <summary>How GPUs are made to prove what they are (docs/proof-of-gpu.md). Every default is meant for use.</summary>
public sealed class AuditOptions
{
    /// <summary>Jobs go to GPUs by what is proven of them; false: by what their nodes say. Default: true.</summary>
    public bool RequireProof { get; set; } = true;

    /// <summary>What a GPU must prove, one after the other: <c>int8</c>, <c>fp16</c>, <c>vram</c>. Default: fp16 and vram.</summary>
    public IReadOnlyList<string> Proofs { get; set; } = ["fp16", "vram"];

    /// <summary>
    /// What may have computed a proof, by its node's word: <c>cuda</c>; <c>cpu</c> and <c>simulated</c> for tests. Default: cuda.
    /// </summary>
    public IReadOnlyList<string> Devices { get; set; } = ["cuda"];

    /// <summary>
    /// Mean time between two rounds, in each of which all idle GPUs are asked at one moment; the times are random. Default: 1 h.
    /// </summary>
    public TimeSpan Every { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Age at which a proof stands no longer. Default: 24 h.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How often it is looked whether somebody is to be asked. Default: 1 s.</summary>
    public TimeSpan LookEvery { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>After a failed proof a GPU is not asked for this long, after each further one twice as long. Default: 5 min.</summary>
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The longest such pause. Default: 24 h.</summary>
    public TimeSpan LongestRetry { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Challenges that may be open at once. Default: 256.</summary>
    public int MaxOpen { get; set; } = 256;

    /// <summary>Proofs verified at once, a core each. Default: half of the cores.</summary>
    public int Verifiers { get; set; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>What one challenge asks for.</summary>
    public AuditSizes Sizes { get; set; } = new();

    internal AuditRules ToRules() => new()
    {
        RequireProof = RequireProof,
        Proofs = [.. Proofs.Select(text => Enum.Parse<ProofKind>(text, ignoreCase: true))],
        Devices = [.. Devices.Select(text => Enum.Parse<ProofDevice>(text, ignoreCase: true))],
        Lifetime = Lifetime,
        FirstRetry = FirstRetry,
        LongestRetry = LongestRetry,
        MaxOpen = MaxOpen,
        Sizes = Sizes,
    };

    /// <summary>Everything that is wrong with these options, as name, fact and remedy; empty when they can be used.</summary>
    internal IEnumerable<(string Name, string Fact, string Remedy)> Validate()
    {
        foreach (string proof in Proofs.Where(text => !IsName<ProofKind>(text)))
        {
            yield return ("audit.proofs", $"'{proof}' is no proof", "use int8, fp16 and vram");
        }

        foreach (string device in Devices.Where(text => !IsName<ProofDevice>(text)))
        {
            yield return ("audit.devices", $"'{device}' is no device", "use cuda; cpu and simulated are for tests");
        }

        if (RequireProof && (Proofs.Count == 0 || Devices.Count == 0))
        {
            yield return ("audit.proofs", "nothing can be proven, and proofs are required", "name a proof and a device");
        }

        foreach ((string name, TimeSpan value) in new[]
        {
            ("every", Every), ("lifetime", Lifetime), ("lookEvery", LookEvery), ("firstRetry", FirstRetry), ("longestRetry", LongestRetry),
        })
        {
            if (value <= TimeSpan.Zero || value > TimeSpan.FromDays(365))
            {
                yield return ($"audit.{name}", $"{value} is out of range", "use more than 0, at most 365 days");
            }
        }

        if (MaxOpen is < 1 or > 100_000)
        {
            yield return ("audit.maxOpen", $"{MaxOpen} is out of range", "use 1 to 100000");
        }

        if (Verifiers is < 1 or > 1024)
        {
            yield return ("audit.verifiers", $"{Verifiers} is out of range", "use 1 to 1024");
        }

        if (Sizes.Check() is { } rejection)
        {
            yield return ("audit.sizes", rejection.Text, "the limits are in docs/proof-of-gpu.md");
        }
    }

    private static bool IsName<T>(string text)
        where T : struct, Enum => text.All(char.IsAsciiLetterOrDigit) && !char.IsAsciiDigit(text.FirstOrDefault('0'))
        && Enum.TryParse(text, ignoreCase: true, out T _);
}
