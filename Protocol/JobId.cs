using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using DePin.Attestation;

namespace DePin.Protocol;

/// <summary>A job, named by 32 random bytes so that the id goes into an attestation as it is (<c>bytes32 jobId</c>).</summary>
[JsonConverter(typeof(TextJsonConverter<JobId>))]
public readonly record struct JobId(Hash32 Value) : ISpanParsable<JobId>
{
    public static JobId New() => new(Hash32.Random());

    public static JobId Parse(string s, IFormatProvider? provider) => new(Hash32.Parse(s, provider));

    public static JobId Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => new(Hash32.Parse(s, provider));

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out JobId result) =>
        TryParse(s.AsSpan(), provider, out result);

    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out JobId result)
    {
        bool valid = Hash32.TryParse(s, provider, out Hash32 value);
        result = new JobId(value);
        return valid;
    }

    /// <summary>The first twelve characters, for people; every command accepts an unambiguous prefix.</summary>
    public string Short => ToString()[..12];

    public override string ToString() => Value.ToString();
}
