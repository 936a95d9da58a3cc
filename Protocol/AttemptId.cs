using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using DePin.Attestation;

namespace DePin.Protocol;

/// <summary>
/// One placement of a job: the SHA-256 of the job id and the lease epoch, so that (job, epoch) and attempt name the
/// same thing.
/// </summary>
[JsonConverter(typeof(TextJsonConverter<AttemptId>))]
public readonly record struct AttemptId(Hash32 Value) : ISpanParsable<AttemptId>
{
    /// <summary>SHA-256(jobId ‖ epoch as eight big-endian bytes).</summary>
    public static AttemptId Of(JobId job, long epoch)
    {
        Span<byte> bytes = stackalloc byte[Hash32.Size + sizeof(long)];
        job.Value.CopyTo(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes[Hash32.Size..], epoch);
        return new AttemptId(Hash32.Sha256(bytes));
    }

    public static AttemptId Parse(string s, IFormatProvider? provider) => new(Hash32.Parse(s, provider));

    public static AttemptId Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => new(Hash32.Parse(s, provider));

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out AttemptId result) =>
        TryParse(s.AsSpan(), provider, out result);

    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out AttemptId result)
    {
        bool valid = Hash32.TryParse(s, provider, out Hash32 value);
        result = new AttemptId(value);
        return valid;
    }

    /// <summary>The first twelve characters, for people; every command accepts an unambiguous prefix.</summary>
    public string Short => ToString()[..12];

    public override string ToString() => Value.ToString();

    /// <summary>Of a digest any part will do; and so a table of attempts has the same order in every process.</summary>
    public override int GetHashCode()
    {
        Span<byte> bytes = stackalloc byte[Hash32.Size];
        Value.CopyTo(bytes);
        return BinaryPrimitives.ReadInt32BigEndian(bytes);
    }
}
