using DePin.Attestation.Json;

namespace DePin.Attestation.Evidence;

/// <summary>
/// The outputs of an attempt, sorted by path (UTF-16 code units), each path once. Its digest is the attestation's <c>resultDigest</c>.
/// </summary>
public sealed class OutputManifest
{
    /// <summary>A job that left nothing. Its digest is SHA-256 of <c>[]</c>, not zero.</summary>
    public static readonly OutputManifest Empty = new([]);

    private OutputManifest(IReadOnlyList<OutputEntry> entries) => Entries = entries;

    public IReadOnlyList<OutputEntry> Entries { get; }

    /// <summary>The manifest of these files, in whatever order they come.</summary>
    /// <exception cref="ArgumentException">A path is empty or comes twice, or a size is negative or above 2^53 − 1.</exception>
    public static OutputManifest Of(IEnumerable<OutputEntry> entries)
    {
        OutputEntry[] sorted = [.. entries.OrderBy(entry => entry.Path, StringComparer.Ordinal)];
        for (int i = 0; i < sorted.Length; i++)
        {
            if (sorted[i].Path.Length == 0 || sorted[i].Size is < 0 or > CanonicalJson.MaxExactInteger)
            {
                string shown = HexText.Quote(sorted[i].Path);
                throw new ArgumentException($"output {shown} of {sorted[i].Size} bytes is not a file");
            }

            if (i > 0 && sorted[i].Path == sorted[i - 1].Path)
            {
                throw new ArgumentException($"output {HexText.Quote(sorted[i].Path)} is listed twice");
            }
        }

        return new OutputManifest(sorted);
    }

    /// <summary>Canonical JSON: <c>[{"path":"/outputs/model.bin","sha256":"…","size":123}, …]</c>.</summary>
    public byte[] ToCanonicalJson() => CanonicalJson.Serialize(Entries, AttestationJson.Default.IReadOnlyListOutputEntry);

    /// <summary><c>resultDigest</c>: SHA-256 of <see cref="ToCanonicalJson"/>.</summary>
    public Hash32 Digest() => Hash32.Sha256(ToCanonicalJson());
}
